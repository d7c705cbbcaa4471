package dev.heddle.linearizability;

import dev.heddle.kernel.Lines;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Shows a history: a column for each client, a row for each moment in which one did something. */
final class HistoryTable {

    private static final int NARROWEST = 12;
    private static final String GAP = "  ";
    private static final String GOES_ON = "|";

    /** More rows nobody reads. */
    private static final int MOST_ROWS = 200;

    private final List<Operation> operations;
    private final List<String> clients;

    /** A call or a return; or both, if nothing happened in between. */
    private record Row(Operation operation, String text, boolean begins, boolean ends) {}

    private HistoryTable(History history, List<String> clients) {
        operations = history.operations();
        this.clients = clients;
    }

    static String of(History history) {
        return of(history, history.clients());
    }

    /** With the columns in this order. */
    static String of(History history, List<String> clients) {
        return history.operations().isEmpty()
                ? "(no operations)"
                : new HistoryTable(history, clients).text();
    }

    private String text() {
        List<Row> rows = rows();
        int left = Math.max(0, rows.size() - MOST_ROWS);
        int room = (Lines.WIDTH + GAP.length()) / clients.size() - GAP.length();
        List<String> lines =
                room < NARROWEST
                        ? listed(rows.subList(left, rows.size()))
                        : columns(rows, left, room);
        if (left > 0) {
            lines.add(0, "(%,d rows before these are left out)".formatted(left));
        }
        return String.join("\n", lines);
    }

    @SuppressWarnings("ReferenceEquality") // Two calls may be equal.
    private List<Row> rows() {
        record Event(Operation operation, boolean isReturn) {
            long time() {
                return isReturn ? operation.returned() : operation.called();
            }
        }
        List<Event> events = new ArrayList<>();
        for (Operation operation : operations) {
            events.add(new Event(operation, false));
            events.add(new Event(operation, true));
        }
        // What never returns comes last, in the order of the calls.
        events.sort(Comparator.comparingLong(Event::time).thenComparing(Event::isReturn));
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < events.size(); i++) {
            Operation operation = events.get(i).operation();
            if (events.get(i).isReturn()) {
                rows.add(new Row(operation, operation.outcome(), false, true));
            } else if (i + 1 < events.size() && events.get(i + 1).operation() == operation) {
                rows.add(new Row(operation, operation.toString(), true, true));
                i++;
            } else {
                rows.add(new Row(operation, operation.call(), true, false));
            }
        }
        return rows;
    }

    private List<String> columns(List<Row> rows, int left, int room) {
        int[] widths = new int[clients.size()];
        for (int i = 0; i < widths.length; i++) {
            widths[i] = clients.get(i).length();
        }
        for (Row row : rows.subList(left, rows.size())) {
            int column = clients.indexOf(row.operation().client());
            widths[column] = Math.max(widths[column], row.text().length());
        }
        for (int i = 0; i < widths.length; i++) {
            widths[i] = Math.min(widths[i], room);
        }
        List<String> lines = new ArrayList<>();
        @Nullable String[] cells = new String[widths.length];
        for (int i = 0; i < widths.length; i++) {
            cells[i] = clients.get(i);
        }
        lines.add(line(cells, widths));
        boolean[] busy = new boolean[widths.length];
        for (int at = 0; at < rows.size(); at++) {
            Row row = rows.get(at);
            int column = clients.indexOf(row.operation().client());
            for (int i = 0; i < widths.length; i++) {
                cells[i] = i == column ? row.text() : busy[i] ? GOES_ON : null;
            }
            if (at >= left) {
                lines.add(line(cells, widths));
            }
            busy[column] = row.begins() && !row.ends();
        }
        return lines;
    }

    private static String line(@Nullable String[] cells, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
            String cell = cells[i];
            line.append(i == 0 ? "" : GAP).append(Lines.left(cell == null ? "" : cell, widths[i]));
        }
        return line.toString().stripTrailing();
    }

    /** With many clients there is no room for columns. */
    private static List<String> listed(List<Row> rows) {
        List<String> lines = new ArrayList<>();
        for (Row row : rows) {
            String text =
                    row.begins() || row.operation().toString().length() > Lines.WIDTH / 2
                            ? row.text()
                            : row.operation().call() + " " + row.text();
            lines.add(Lines.cut(row.operation().client() + ": " + text, Lines.WIDTH));
        }
        return lines;
    }
}
