package brokertally;

/** Entry point. */
public final class Main {
    private Main() {}

    /** Starts the command line. */
    public static void main(String[] args) {
        System.out.println("brokertally");
    }
}
