from _gen import *  # <AUTO GENERATED>
import asyncio


def asynchronous(conv: Conversation):
    async def fetch(number):
        conv.log.info("Started", number=number)
        await asyncio.sleep(0)
        conv.log.info("Finished", number=number)
        return number

    async def all_of_them():
        return await asyncio.gather(*(fetch(n) for n in range(3)))

    return {"content": str(asyncio.run(all_of_them()))}
