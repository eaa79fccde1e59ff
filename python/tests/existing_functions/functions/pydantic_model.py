from _gen import *  # <AUTO GENERATED>
from datetime import date
from decimal import Decimal
from enum import Enum
from pydantic import BaseModel


class Plan(Enum):
    BASIC = "basic"


class Customer(BaseModel):
    name: str
    born: date
    balance: Decimal
    plan: Plan


def pydantic_model(conv: Conversation):
    customer = Customer(name="Ann", born="1980-01-02", balance="10.50", plan="basic")
    conv.state.customer = customer
    conv.log.info("Customer found", customer=customer, plan=customer.plan, is_pii=True)
