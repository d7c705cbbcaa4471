package dev.heddle.flaky;

import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;
import org.xml.sax.helpers.DefaultHandler;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;

/**
 * Tests that earlier builds make suspect: those that failed, or passed only when they were run
 * again, by the reports of Surefire and of others that write the same.
 */
final class Suspects {

    private static final Set<String> SIGNS =
            Set.of("flakyFailure", "flakyError", "rerunFailure", "rerunError", "failure", "error");

    private Suspects() {}

    /**
     * The names, class and method, of what is suspect by the reports in directories.
     *
     * @throws UsageException if one can not be read
     */
    static Set<String> in(List<Path> directories) {
        Set<String> all = new HashSet<>();
        for (Path directory : directories) {
            for (Path file : reports(directory)) {
                all.addAll(of(file));
            }
        }
        return all;
    }

    private static List<Path> reports(Path directory) {
        if (!Files.isDirectory(directory)) {
            throw new UsageException(
                    "--suspects names '%s', which is no directory.".formatted(directory));
        }
        try (Stream<Path> files = Files.walk(directory)) {
            return new ArrayList<>(
                    files.filter(file -> file.getFileName().toString().matches("TEST-.*\\.xml"))
                            .sorted()
                            .toList());
        } catch (IOException e) {
            throw new UsageException("%s can not be read: %s".formatted(directory, e));
        }
    }

    private static Set<String> of(Path file) {
        try {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            DocumentBuilder builder = factory.newDocumentBuilder();
            builder.setErrorHandler(new DefaultHandler()); // Which throws, and prints nothing.
            Document document = builder.parse(file.toFile());
            Set<String> names = new HashSet<>();
            NodeList cases = document.getElementsByTagName("testcase");
            for (int i = 0; i < cases.getLength(); i++) {
                if (cases.item(i) instanceof Element test && isSuspect(test)) {
                    // What stands in brackets are the arguments of an invocation.
                    String method = test.getAttribute("name").replaceFirst("[\\[({ ].*$", "");
                    names.add(test.getAttribute("classname") + "." + method);
                }
            }
            return names;
        } catch (IOException | SAXException | ParserConfigurationException e) {
            throw new UsageException(
                    "The report %s can not be read: %s. Delete it, or run the tests again."
                            .formatted(file, e.getMessage()));
        }
    }

    private static boolean isSuspect(Element test) {
        NodeList children = test.getChildNodes();
        for (int i = 0; i < children.getLength(); i++) {
            if (SIGNS.contains(children.item(i).getNodeName())) {
                return true;
            }
        }
        return false;
    }
}
