from _gen import *  # <AUTO GENERATED>
from concurrent.futures import ThreadPoolExecutor


def in_threads(conv: Conversation):
    def fetch(number):
        conv.log.info("Fetched", number=number)
        return number

    with ThreadPoolExecutor(max_workers=4) as pool:
        total = sum(pool.map(fetch, range(10)))
    conv.log.info("All fetched", total=total)
    return str(total)
