from typing import Any

UPI: dict[str, Any] = {"items": (), "home": {}}
VENETO: dict[str, Any] = {"items": (), "home": {}}
