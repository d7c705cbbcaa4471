package orders;

/** What is left of each article. */
public interface Stock {

    /** Whether this many were there, and are now taken. */
    boolean take(String article, int number);

    int left(String article);
}
