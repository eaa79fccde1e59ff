from _gen import *  # <AUTO GENERATED>
import requests
import sys


def api_call(conv: Conversation):
    response = requests.models.Response()
    response.status_code = 409
    response.url = "https://api.example.com/bookings/17?phone=%2B447700900123"
    response.request = requests.Request("POST", response.url).prepare()
    response._content = b'{"error": "already booked"}'
    conv.log_api_response(response, "https://api.example.com/bookings/{booking_id}")
    conv.log.error("Booking failed", response=response)
    print("a left-over", file=sys.stderr)
