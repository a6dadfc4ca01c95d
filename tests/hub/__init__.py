"""A Hub to publish to: the HTTP interface of huggingface.co as its own client uses it, on loopback.

Made after the client's requests and the documented interface; whatever it does not know, it
answers with 404 and remembers in `Hub.unknown`.
"""
