package dev.heddle.docs;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Sells the seats of a theatre to customers who come at the same time. */
public class TicketOffice {

    private final Map<String, String> sold = new ConcurrentHashMap<>();

    /**
     * Sells a seat, unless it is sold already. Every single operation on the map is thread-safe.
     */
    public boolean buy(String seat, String customer) {
        if (sold.containsKey(seat)) {
            return false;
        }
        sold.put(seat, customer);
        return true;
    }

    /** Does what {@link #buy} was meant to do. */
    public boolean buySafely(String seat, String customer) {
        return sold.putIfAbsent(seat, customer) == null;
    }
}
