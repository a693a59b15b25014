from starlette.responses import HTMLResponse

STYLE = "<style>body { font-family: sans-serif }</style>"


def box(text: str, kind: str = "info") -> str:
    return f'<div class="box {kind}">{text}</div>'


def page(title: str, body: str) -> str:
    return f"<!doctype html><html><head><title>{title}</title>{STYLE}</head><body>{body}</body></html>"


def answer(title: str, text: str, status: int = 200) -> HTMLResponse:
    return HTMLResponse(page(title, box(text)), status_code=status, headers={"X-Frame-Options": "DENY"})
