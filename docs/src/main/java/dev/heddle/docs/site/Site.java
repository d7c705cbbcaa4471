package dev.heddle.docs.site;

import org.commonmark.node.Image;
import org.commonmark.node.Link;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Makes a site of the guide: a page for each file, with the order of {@code docs/guide.md} beside
 * it. A link that leads nowhere is an error. The pages refer to each other by relative links, so
 * they can be looked at from a folder.
 */
public final class Site {

    private static final String GUIDE = "docs/guide.md";
    private static final String STYLE = "style.css";

    private final Path root;

    /** By the path from the root of the repository, with slashes; first those of the guide. */
    private final Map<String, SitePage> pages = new LinkedHashMap<>();

    /** What is copied as it is, by the same kind of path: pictures, schemas. */
    private final Map<String, Path> copies = new LinkedHashMap<>();

    private final List<String> dead = new ArrayList<>();

    private Site(Path root) {
        this.root = root;
    }

    /**
     * Writes the site, and says where.
     *
     * @param args the root of the repository, and the folder for the site
     */
    public static void main(String[] args) throws IOException {
        if (args.length != 2) {
            throw new IllegalArgumentException(
                    "Say where the repository is and where to put the site, and nothing else.");
        }
        System.out.println(write(Path.of(args[0]), Path.of(args[1])));
    }

    /**
     * Writes the site.
     *
     * @return its first page
     * @throws IllegalStateException if links lead nowhere; it says which
     */
    static Path write(Path root, Path target) throws IOException {
        Site site = new Site(root.toAbsolutePath().normalize());
        site.read();
        site.pages.forEach(site::turn);
        if (!site.dead.isEmpty()) {
            throw new IllegalStateException(
                    "These links lead nowhere:\n  " + String.join("\n  ", site.dead));
        }
        return site.writeTo(target);
    }

    private void read() throws IOException {
        List<String> files = new ArrayList<>(List.of("README.md", GUIDE));
        if (!Files.exists(root.resolve(GUIDE))) {
            throw new IllegalArgumentException(root + " is not the repository: no " + GUIDE + ".");
        }
        SitePage.read(root.resolve(GUIDE)).links().stream()
                .map(link -> path(link.getDestination()))
                .filter(path -> isPage(path) && !path.startsWith("http"))
                .map(path -> relative(root.resolve("docs").resolve(path)))
                .forEach(files::add);
        for (Path folder : List.of(root.resolve("docs"), root)) {
            try (Stream<Path> all = Files.list(folder)) {
                all.filter(path -> isPage(path.toString()))
                        .map(this::relative)
                        .sorted()
                        .forEach(files::add);
            }
        }
        for (String file : files) {
            if (!pages.containsKey(file) && Files.exists(root.resolve(file))) {
                pages.put(file, SitePage.read(root.resolve(file)));
            }
        }
    }

    /** Makes the links of a page those of the site. */
    private void turn(String name, SitePage page) {
        for (Link link : page.links()) {
            link.setDestination(turned(name, page, link.getDestination()));
        }
        for (Image image : page.images()) {
            image.setDestination(turned(name, page, image.getDestination()));
        }
    }

    private String turned(String name, SitePage page, String link) {
        if (URI.create(link).isAbsolute()) {
            return link;
        }
        String path = path(link);
        String anchor = link.substring(path.length());
        Path folder = page.file().resolveSibling("");
        Path file = path.isEmpty() ? page.file() : folder.resolve(path).normalize();
        SitePage other = pages.get(relative(file));
        if (other != null) {
            if (!anchor.isEmpty() && !other.hasAnchor(anchor.substring(1))) {
                dead.add(name + ": " + link + " (there is no such heading)");
            }
            return from(name, htmlOf(relative(file))) + anchor;
        }
        if (Files.isRegularFile(file)) {
            copies.put(relative(file), file);
            return from(name, relative(file));
        }
        if (Files.isDirectory(file) && file.startsWith(root)) {
            return "#";
        }
        dead.add(name + ": " + link + " (there is no such file)");
        return link;
    }

    private Path writeTo(Path target) throws IOException {
        String frame = resource("frame.html");
        for (Map.Entry<String, SitePage> entry : pages.entrySet()) {
            String name = entry.getKey();
            Path file = target.resolve(htmlOf(name));
            Files.createDirectories(file.resolveSibling(""));
            Files.writeString(
                    file,
                    frame.replace("{title}", escaped(entry.getValue().title()))
                            .replace("{style}", from(name, STYLE))
                            .replace("{pages}", menu(name))
                            .replace("{text}", entry.getValue().html()));
        }
        for (Map.Entry<String, Path> copy : copies.entrySet()) {
            Path file = target.resolve(copy.getKey());
            Files.createDirectories(file.resolveSibling(""));
            Files.copy(copy.getValue(), file, StandardCopyOption.REPLACE_EXISTING);
        }
        Files.writeString(target.resolve(STYLE), resource(STYLE));
        return target.resolve(htmlOf("README.md"));
    }

    private String menu(String current) {
        StringBuilder menu = new StringBuilder();
        pages.forEach(
                (name, page) ->
                        menu.append("<li><a href=\"")
                                .append(from(current, htmlOf(name)))
                                .append(name.equals(current) ? "\" aria-current=\"page\">" : "\">")
                                .append(escaped(page.title()))
                                .append("</a></li>\n"));
        return menu.toString();
    }

    /** The way from one file to another, both as from the root. */
    private static String from(String name, String to) {
        Path folder = Path.of("/", name).resolveSibling("");
        return slashes(folder.relativize(Path.of("/", to)));
    }

    private static String htmlOf(String name) {
        return name.equals("README.md") ? "index.html" : name.replaceAll("\\.md$", ".html");
    }

    private String relative(Path file) {
        return slashes(root.relativize(file.normalize()));
    }

    private static String slashes(Path path) {
        return path.toString().replace('\\', '/');
    }

    /** A link without the heading that it names. */
    private static String path(String link) {
        return link.replaceAll("#.*", "");
    }

    private static boolean isPage(String path) {
        return path.endsWith(".md");
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;");
    }

    private static String resource(String name) throws IOException {
        try (InputStream in = Site.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("The class path lacks " + name + ".");
            }
            return new String(in.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        }
    }
}
