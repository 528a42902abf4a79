package dev.vitrine;

/** The command line. */
public final class Main {
    private Main() {}

    /** Runs. */
    public static void main(String[] args) {
        System.out.println("x");
    }
}
