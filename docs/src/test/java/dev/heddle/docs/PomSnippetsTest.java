package dev.heddle.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;

/** What the README and the guide write for a POM is XML, and names versions that the build has. */
class PomSnippetsTest {

    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Pattern XML = Pattern.compile("(?ms)^```xml\\n(.*?)^```");

    /** Of what is not ours: the property, or the plugin, whose version the root's POM has. */
    private static final Map<String, String> VERSIONS =
            Map.of(
                    "junit-bom", "<junit.version>([^<]*)<",
                    "jqwik", "<jqwik.version>([^<]*)<",
                    "maven-toolchains-plugin",
                            "<artifactId>maven-toolchains-plugin</artifactId>\\s*<version>([^<]*)<");

    /** A piece of a POM, and where it stands. */
    record Snippet(String page, String text) {}

    @ParameterizedTest
    @MethodSource("snippets")
    void namesWhatTheBuildHas(Snippet snippet) throws Exception {
        String pom = Files.readString(ROOT.resolve("pom.xml"));
        for (Artifact artifact : artifacts(snippet.text())) {
            if (artifact.group().equals("dev.heddle")) {
                assertThat(artifact.version()).isEqualTo(first("<version>([^<]+)</version>", pom));
                assertThat(ours()).contains(artifact.id());
            } else if (!artifact.version().isEmpty()) {
                assertThat(VERSIONS).containsKey(artifact.id());
                assertThat(artifact.version()).isEqualTo(first(VERSIONS.get(artifact.id()), pom));
            }
        }
    }

    @Test
    void readsArtifactsAndRefusesWhatIsNoXml() throws Exception {
        String plugin = "<plugin><artifactId>a</artifactId></plugin>";
        String other =
                "<dependency><groupId>g</groupId><artifactId>b</artifactId><version>1</version></dependency>";
        assertThat(artifacts(plugin + other))
                .containsExactly(new Artifact("", "a", ""), new Artifact("g", "b", "1"));
        assertThatThrownBy(() -> artifacts("<plugin>")).isInstanceOf(SAXException.class);
    }

    record Artifact(String group, String id, String version) {}

    private static List<Artifact> artifacts(String text)
            throws IOException, SAXException, ParserConfigurationException {
        Document document =
                DocumentBuilderFactory.newInstance()
                        .newDocumentBuilder()
                        .parse(new InputSource(new StringReader("<all>" + text + "</all>")));
        List<Artifact> artifacts = new ArrayList<>();
        NodeList ids = document.getElementsByTagName("artifactId");
        for (int i = 0; i < ids.getLength(); i++) {
            Element of = (Element) ids.item(i).getParentNode();
            artifacts.add(
                    new Artifact(
                            child(of, "groupId"),
                            ids.item(i).getTextContent(),
                            child(of, "version")));
        }
        return artifacts;
    }

    private static String child(Element of, String name) {
        NodeList found = of.getElementsByTagName(name);
        return found.getLength() == 0 ? "" : found.item(0).getTextContent();
    }

    private static List<String> ours() throws IOException {
        List<String> ids = new ArrayList<>();
        String modules = Files.readString(ROOT.resolve("pom.xml"));
        for (String module : all("<module>([^<]*)</module>", modules)) {
            String pom = Files.readString(ROOT.resolve(module).resolve("pom.xml"));
            ids.add(
                    first(
                            "</parent>\\s*<artifactId>([^<]*)<",
                            pom.contains("</parent>") ? pom : "</parent><artifactId>none<"));
        }
        return ids;
    }

    static List<Snippet> snippets() throws IOException {
        TreeSet<Path> pages = new TreeSet<>();
        for (Path folder : List.of(ROOT, ROOT.resolve("docs"))) {
            try (Stream<Path> files = Files.list(folder)) {
                files.filter(file -> file.toString().endsWith(".md")).forEach(pages::add);
            }
        }
        List<Snippet> snippets = new ArrayList<>();
        for (Path page : pages) {
            for (MatchResult block : XML.matcher(Files.readString(page)).results().toList()) {
                snippets.add(new Snippet(ROOT.relativize(page).toString(), block.group(1)));
            }
        }
        assertThat(snippets.stream().map(Snippet::page))
                .contains("README.md", "docs/flaky.md", "docs/jqwik.md", "docs/junit.md");
        return snippets;
    }

    private static String first(String expression, String text) {
        return all(expression, text).getFirst();
    }

    private static List<String> all(String expression, String text) {
        Matcher matcher = Pattern.compile(expression).matcher(text);
        return matcher.results().map(found -> found.group(1)).toList();
    }
}
