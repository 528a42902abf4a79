package dev.vitrine.demo;

/** What a token is good for: Keystone gives each token exactly one of these. */
public sealed interface DemoScope {
    /** A project, which owns images; the only scope the images API has a use for. */
    record Project(String id, String name) implements DemoScope {}

    /** A domain: a collection of users and projects. */
    record Domain(String id, String name) implements DemoScope {}

    /** The whole deployment, written {@code "system": {"all": true}}. */
    record Everything() implements DemoScope {}

    /** Nothing: the token only says who its user is, and carries no roles. */
    record Nothing() implements DemoScope {}
}
