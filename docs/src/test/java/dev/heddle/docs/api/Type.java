package dev.heddle.docs.api;

import dev.heddle.api.API;
import dev.heddle.api.Internal;

import java.lang.classfile.Annotation;
import java.lang.classfile.AnnotationElement;
import java.lang.classfile.AnnotationValue;
import java.lang.classfile.AttributedElement;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.attribute.InnerClassInfo;
import java.lang.classfile.attribute.RuntimeInvisibleAnnotationsAttribute;
import java.lang.classfile.attribute.SignatureAttribute;
import java.lang.classfile.constantpool.PoolEntry;
import java.lang.classfile.constantpool.Utf8Entry;
import java.lang.reflect.AccessFlag;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A class of Heddle as its class file has it: annotations that are not kept at run time, too. */
public final class Type {

    private static final Pattern OURS = Pattern.compile("dev/heddle/[\\w/$]+");

    private final ClassModel model;

    Type(byte[] file) {
        model = ClassFile.of().parse(file);
    }

    /** Its full name, with a dollar sign before the name of a nested class. */
    public String name() {
        return model.thisClass().asInternalName().replace('/', '.');
    }

    /** The name of its package. */
    public String inPackage() {
        return name().substring(0, name().lastIndexOf('.'));
    }

    /** Whether it stands in another type. */
    public boolean isNested() {
        return name().contains("$");
    }

    /** Whether it is public by itself, whatever it stands in. */
    public boolean isPublic() {
        return flags().contains(AccessFlag.PUBLIC);
    }

    /** Whether users can name it: it is no part of a method, and public or protected. */
    public boolean isVisible() {
        return isPublic() || flags().contains(AccessFlag.PROTECTED);
    }

    /** What it says of itself. */
    public Status status() {
        return statusOf(model);
    }

    /** The release that first had it; empty if it does not say. */
    public String since() {
        return annotation(model, API.class)
                .flatMap(api -> value(api, "since"))
                .map(value -> ((AnnotationValue.OfString) value).stringValue())
                .orElse("");
    }

    /** Whether it is for the inside but has members that are not. */
    public boolean hasMembersForUsers() {
        return members().anyMatch(member -> annotation(member, API.class).isPresent());
    }

    /** Whether it can be thrown. */
    public boolean isThrowable(Library library) {
        String above = model.superclass().map(c -> c.asInternalName().replace('/', '.')).orElse("");
        Type known = library.find(above);
        return known != null
                ? known.isThrowable(library)
                : above.endsWith("Exception") || above.endsWith("Error");
    }

    /**
     * The types of Heddle that its members mention which users may use, each with those members.
     * What it extends and implements does not count.
     */
    public Map<String, Set<String>> mentioned() {
        Map<String, Set<String>> all = new TreeMap<>();
        boolean forUsers = status() != Status.INTERNAL;
        model.methods().stream()
                .filter(method -> isOpen(method.flags().flags(), method, forUsers))
                .forEach(
                        method -> {
                            String name = method.methodName().stringValue();
                            note(all, name, method.methodType().stringValue());
                            note(all, name, signature(method));
                            method.findAttribute(Attributes.exceptions()).stream()
                                    .flatMap(thrown -> thrown.exceptions().stream())
                                    .forEach(thrown -> note(all, name, thrown.asInternalName()));
                        });
        model.fields().stream()
                .filter(field -> isOpen(field.flags().flags(), field, forUsers))
                .forEach(
                        field -> {
                            String name = field.fieldName().stringValue();
                            note(all, name, field.fieldType().stringValue());
                            note(all, name, signature(field));
                        });
        return all;
    }

    /** The names of all types of Heddle that its code refers to in any way. */
    Set<String> referred() {
        Set<String> all = new TreeSet<>();
        for (PoolEntry entry : model.constantPool()) {
            if (entry instanceof Utf8Entry text) {
                names(text.stringValue()).forEach(all::add);
            }
        }
        return all;
    }

    private static boolean isOpen(Set<AccessFlag> flags, AttributedElement member, boolean all) {
        return (flags.contains(AccessFlag.PUBLIC) || flags.contains(AccessFlag.PROTECTED))
                && !flags.contains(AccessFlag.SYNTHETIC)
                && (all
                        ? annotation(member, Internal.class).isEmpty()
                        : annotation(member, API.class).isPresent());
    }

    private static void note(Map<String, Set<String>> all, String member, String text) {
        names(text).forEach(name -> all.computeIfAbsent(name, n -> new TreeSet<>()).add(member));
    }

    private static Stream<String> names(String text) {
        Matcher matcher = OURS.matcher(text);
        return matcher.results().map(MatchResult::group).map(name -> name.replace('/', '.'));
    }

    private Stream<AttributedElement> members() {
        return Stream.concat(model.methods().stream(), model.fields().stream());
    }

    private Set<AccessFlag> flags() {
        return model.findAttribute(Attributes.innerClasses()).stream()
                .flatMap(inner -> inner.classes().stream())
                .filter(inner -> inner.innerClass().equals(model.thisClass()))
                .findFirst()
                .map(InnerClassInfo::flags)
                .orElseGet(() -> model.flags().flags());
    }

    private static String signature(AttributedElement element) {
        return element.findAttribute(Attributes.signature())
                .map(SignatureAttribute::signature)
                .map(Utf8Entry::stringValue)
                .orElse("");
    }

    private static Status statusOf(AttributedElement element) {
        Optional<Status> api =
                annotation(element, API.class)
                        .flatMap(found -> value(found, "status"))
                        .map(value -> ((AnnotationValue.OfEnum) value).constantName().stringValue())
                        .map(Status::valueOf);
        boolean internal = annotation(element, Internal.class).isPresent();
        if (api.isPresent() && internal) {
            throw new IllegalStateException("It can not be @API and @Internal: " + element);
        }
        return api.orElse(internal ? Status.INTERNAL : Status.NONE);
    }

    private static Optional<AnnotationValue> value(Annotation annotation, String name) {
        return annotation.elements().stream()
                .filter(element -> element.name().equalsString(name))
                .map(AnnotationElement::value)
                .findFirst();
    }

    private static Optional<Annotation> annotation(AttributedElement element, Class<?> type) {
        return element
                .findAttribute(Attributes.runtimeInvisibleAnnotations())
                .map(RuntimeInvisibleAnnotationsAttribute::annotations)
                .orElse(List.of())
                .stream()
                .filter(found -> found.className().equalsString(type.descriptorString()))
                .findFirst();
    }

    @Override
    public String toString() {
        return name();
    }
}
