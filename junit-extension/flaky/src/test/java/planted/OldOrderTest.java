package planted;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import org.junit.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Static fields, and what the JVM has for all, that tests share; in JUnit 4. */
public class OldOrderTest {

    static final class Catalogue {
        static final List<String> TITLES = new ArrayList<>();
        static String mode = "plain";
    }

    @Test
    @Expected("leaking")
    public void switchesTheMode() {
        Catalogue.mode = "loud";
        assertEquals("loud", Catalogue.mode);
    }

    @Test
    @Expected("order-dependent")
    public void theModeIsPlain() {
        assertEquals("plain", Catalogue.mode);
    }

    @Test
    public void loadsTheCatalogue() {
        Catalogue.TITLES.addAll(List.of("Weaving", "Spinning"));
        assertTrue(Catalogue.TITLES.contains("Weaving"));
    }

    @Test
    @Expected("order-dependent")
    public void findsInTheCatalogue() {
        assertTrue(Catalogue.TITLES.contains("Spinning"));
    }

    @Test
    @Expected("leaking")
    public void speaksTurkish() {
        Locale.setDefault(Locale.forLanguageTag("tr"));
        assertEquals("\u0131", "I".toLowerCase(Locale.getDefault()));
    }

    @Test
    @Expected("order-dependent")
    public void titlesAreWrittenSmall() {
        assertEquals("title", "TITLE".toLowerCase(Locale.getDefault()));
    }
}
