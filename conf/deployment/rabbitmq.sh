#!/bin/sh
# Makes the gateways' user at RabbitMQ: may have queues of its own, and read Glance's exchange. Asks for the password.
set -eu
rabbitmqctl add_user vitrine
rabbitmqctl set_permissions vitrine '^gw\.' '^gw\.' '^(gw\..*|glance)$'
# Glance fills a queue that nobody may be reading: it is not to grow without end.
rabbitmqctl set_policy notifications '^notifications\.' '{"max-length": 100000}' --apply-to queues
