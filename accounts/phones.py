"""Telephone numbers as people write them, as the house keeps them (E.164), and as they may be shown."""

import phonenumbers

COUNTRY = "CN"


class NotAPhoneNumber(ValueError):
    """The text cannot be a mobile number of this country, or a full international one."""


def parse_phone(text: str) -> str:
    """The number in E.164 form. Spaces, hyphens, full-width digits and a leading +86 or 0086 are welcome.

    Raises NotAPhoneNumber for a landline, a service number, or anything the numbering plan does not know.
    """
    try:
        number = phonenumbers.parse(text, COUNTRY)
    except phonenumbers.NumberParseException as error:
        raise NotAPhoneNumber(text) from error
    mobile = {phonenumbers.PhoneNumberType.MOBILE, phonenumbers.PhoneNumberType.FIXED_LINE_OR_MOBILE}
    if not phonenumbers.is_valid_number(number) or phonenumbers.number_type(number) not in mobile:
        raise NotAPhoneNumber(text)
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def national(number: str) -> str:
    """The number as it is dialled at home: 13800001234; a foreign one keeps its +."""
    return number.removeprefix("+86")


def mask_phone(number: str) -> str:
    """The number as it may stand on a screen that others can see: 138****1234."""
    digits = national(number)
    return f"{digits[:-8]}****{digits[-4:]}"
