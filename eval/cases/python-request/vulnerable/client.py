import httpx


class Client:
    def __init__(self, timeout: float = 5.0):
        self.http = httpx.AsyncClient(timeout=timeout)

    async def text(self, url: str) -> str:
        response = await self.http.get(url)
        response.raise_for_status()
        return response.text
