#!/bin/sh
# Creates the gateways' user at RabbitMQ, which may have its own queues and read Glance's exchange. Asks for the password.
set -eu
rabbitmqctl add_user vitrine
rabbitmqctl set_permissions vitrine '^gw\.' '^gw\.' '^(gw\..*|glance)$'
# Glance fills a queue that may have no consumer: this bounds it.
rabbitmqctl set_policy notifications '^notifications\.' '{"max-length": 100000}' --apply-to queues
