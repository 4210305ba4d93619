"""Holds verify.py against vectors.json."""

import json
import pathlib
import sys

FOLDER = pathlib.Path(__file__).resolve().parent.parent
sys.dont_write_bytecode = True
sys.path.insert(0, str(FOLDER))

from verify import verify_return, verify_webhook  # noqa: E402

vectors = json.loads((FOLDER / "vectors.json").read_text(encoding="utf-8"))
returns, webhooks = vectors["returns"], vectors["webhooks"]
wrong = []
for case in returns:
    if verify_return(case["secret"], case["query"]) != case["expected"]:
        wrong.append(case["name"])
for case in webhooks:
    got = verify_webhook(case["secret"], case["body"].encode(), case["signature"], case["now"])
    if got and {"webhook_id": got["webhook_id"]} != case["expected"] or not got and case["expected"]:
        wrong.append(case["name"])
every = len(returns) + len(webhooks)
if wrong or len(returns) < 20 or len(webhooks) < 20:
    sys.exit(f"verify.py: {len(wrong)} of {every} vectors fail: {wrong}")
print(f"   verify.py: {every} vectors hold")
