from typing import Annotated, Any, Callable, Literal, Optional, Union

type Names[T] = list[T] | None
Mode = Literal["r", "w"]


def typed(
    a: Optional[str],
    b: Union[int, "str", None],
    c: Literal["x", "y", 1, True, -2] | None,
    d: Annotated[str, Field(pattern=r"^[a-z]+$", max_length=8), "a note"] = "a",
    e: dict[str, list[pkg.Item]] = None,
    f: Callable[[int], str] = None,
    g: "Optional[List['Item']]" = None,
    h: "pkg.Thing | Literal['a', 2]" = None,
    i: tuple[int, ...] = (),
    j: Annotated[int, Query(ge=-1, alias="j", extra={"min": 1}, default=None)] = 0,
    k: "not a type" = 0,
    l: conint(gt=0) = 1,
    m: type[Item] = None,
    n: Mode = "r",
    *args: Any,
    **kwargs: Unpack[Options],
) -> Annotated[list[str], "result"]:
    x: list[int] = []
    y: "Names"
    return x


def generic[T: int](value: T) -> T:
    return value


class Box[T](Base[T], Generic["T"]):
    item: T | None
