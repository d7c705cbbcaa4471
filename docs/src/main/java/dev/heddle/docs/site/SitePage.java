package dev.heddle.docs.site;

import org.commonmark.Extension;
import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.Code;
import org.commonmark.node.Heading;
import org.commonmark.node.Image;
import org.commonmark.node.Link;
import org.commonmark.node.Node;
import org.commonmark.node.Text;
import org.commonmark.parser.Parser;
import org.commonmark.renderer.html.HtmlRenderer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** One file of Markdown: its headings with the names that links to them use, and its links. */
final class SitePage {

    private static final List<Extension> TABLES = List.of(TablesExtension.create());
    private static final Parser PARSER = Parser.builder().extensions(TABLES).build();

    private final Path file;
    private final Node document;

    /** What each heading is called in links; no two have the same name. */
    private final IdentityHashMap<Node, String> anchors = new IdentityHashMap<>();

    private final List<Link> links = new ArrayList<>();
    private final List<Image> images = new ArrayList<>();
    private String title;

    private SitePage(Path file, Node document) {
        this.file = file;
        this.document = document;
        this.title = String.valueOf(file.getFileName());
    }

    static SitePage read(Path file) throws IOException {
        SitePage page = new SitePage(file, PARSER.parse(Files.readString(file)));
        page.look();
        return page;
    }

    private void look() {
        Map<String, Integer> seen = new HashMap<>();
        document.accept(
                new AbstractVisitor() {
                    @Override
                    public void visit(Heading heading) {
                        String text = text(heading);
                        if (heading.getLevel() == 1) {
                            title = text;
                        }
                        String anchor = anchor(text);
                        int before = seen.merge(anchor, 1, Integer::sum) - 1;
                        anchors.put(heading, before == 0 ? anchor : anchor + "-" + before);
                        visitChildren(heading);
                    }

                    @Override
                    public void visit(Link link) {
                        links.add(link);
                        visitChildren(link);
                    }

                    @Override
                    public void visit(Image image) {
                        images.add(image);
                    }
                });
    }

    Path file() {
        return file;
    }

    String title() {
        return title;
    }

    List<Link> links() {
        return links;
    }

    List<Image> images() {
        return images;
    }

    boolean hasAnchor(String anchor) {
        return anchors.values().stream().anyMatch(anchor::equals);
    }

    /** The page as HTML, without what stands around it. */
    String html() {
        return HtmlRenderer.builder()
                .extensions(TABLES)
                .attributeProviderFactory(
                        context ->
                                (node, tag, attributes) -> {
                                    String anchor = anchors.get(node);
                                    if (anchor != null) {
                                        attributes.put("id", anchor);
                                    }
                                })
                .build()
                .render(document);
    }

    /** What a heading is called in a link, by the rule of the places where such files are shown. */
    static String anchor(String heading) {
        return heading.toLowerCase(Locale.ROOT)
                .replaceAll("[^\\p{L}\\p{M}\\p{N}_ -]", "")
                .replace(' ', '-');
    }

    private static String text(Node node) {
        StringBuilder text = new StringBuilder();
        node.accept(
                new AbstractVisitor() {
                    @Override
                    public void visit(Text part) {
                        text.append(part.getLiteral());
                    }

                    @Override
                    public void visit(Code part) {
                        text.append(part.getLiteral());
                    }
                });
        return text.toString();
    }
}
