package dev.heddle.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.Conformance;
import dev.heddle.conformance.Covers.Area;
import dev.heddle.control.Control;
import dev.heddle.tools.Counts;

import jdk.security.jarsigner.JarSigner;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.CertPath;
import java.security.cert.CertificateFactory;
import java.util.Collections;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/** Classes from a signed jar, with sealed packages: signed is the file, controlled the class. */
class SignedJarTest {

    private static final String NAME = "signed.Counter";
    private static final char[] PASSWORD = "password".toCharArray();

    @TempDir static Path directory;

    private static KeyStore.PrivateKeyEntry key;

    static {
        Conformance.install();
    }

    @BeforeAll
    static void makeKey() throws Exception {
        Path store = directory.resolve("keys.p12");
        Process keytool =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "keytool")
                                        .toString(),
                                "-genkeypair",
                                "-alias",
                                "test",
                                "-keyalg",
                                "EC",
                                "-dname",
                                "CN=Test",
                                "-storepass",
                                new String(PASSWORD),
                                "-keystore",
                                store.toString())
                        .inheritIO()
                        .start();
        assertThat(keytool.waitFor()).isZero();
        KeyStore keys = KeyStore.getInstance(store.toFile(), PASSWORD);
        key =
                (KeyStore.PrivateKeyEntry)
                        keys.getEntry("test", new KeyStore.PasswordProtection(PASSWORD));
    }

    @Test
    @Covers(area = Area.TOOLS, value = "Classes of a signed jar with sealed packages")
    void isControlledAndStillSigned() throws Exception {
        try (URLClassLoader loader = loader(signed(NAME, Counts.classFile(NAME)))) {
            Class<?> type = loader.loadClass(NAME);

            assertThat(type.getSigners()).hasSize(1);
            assertThat(type.getPackage().isSealed()).isTrue();
            Counts.checkControlled(type);
            assertThat(Control.warnings()).noneMatch(text -> text.contains(NAME));
        }
    }

    /** What was changed after it was signed is refused by the JDK, before Heddle sees it. */
    @Test
    void aClassThatWasTamperedWithIsRefused() throws Exception {
        Path jar = signed(NAME, Counts.classFile(NAME));
        byte[] other = Counts.classFile(NAME);
        other[other.length - 1] ^= 1;
        Path tampered = directory.resolve("tampered.jar");
        try (ZipFile from = new ZipFile(jar.toFile());
                OutputStream out = Files.newOutputStream(tampered);
                ZipOutputStream to = new ZipOutputStream(out)) {
            for (var entry : Collections.list(from.entries())) {
                to.putNextEntry(new ZipEntry(entry.getName()));
                if (entry.getName().endsWith(".class")) {
                    to.write(other);
                } else {
                    try (InputStream in = from.getInputStream(entry)) {
                        in.transferTo(to);
                    }
                }
                to.closeEntry();
            }
        }
        try (URLClassLoader loader = loader(tampered)) {
            assertThatThrownBy(() -> loader.loadClass(NAME)).isInstanceOf(SecurityException.class);
        }
    }

    private static URLClassLoader loader(Path jar) throws IOException {
        return new URLClassLoader(
                new URL[] {jar.toUri().toURL()}, SignedJarTest.class.getClassLoader());
    }

    private static Path signed(String name, byte[] classFile) throws Exception {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(Attributes.Name.SEALED, "true");
        Path plain = Files.createTempFile(directory, "plain", ".jar");
        try (OutputStream out = Files.newOutputStream(plain);
                JarOutputStream jar = new JarOutputStream(out, manifest)) {
            jar.putNextEntry(new JarEntry(name.replace('.', '/') + ".class"));
            jar.write(classFile);
            jar.closeEntry();
        }
        Path signed = Files.createTempFile(directory, "signed", ".jar");
        CertPath path =
                CertificateFactory.getInstance("X.509")
                        .generateCertPath(List.of(key.getCertificate()));
        PrivateKey secret = key.getPrivateKey();
        try (ZipFile from = new ZipFile(plain.toFile());
                OutputStream out = Files.newOutputStream(signed)) {
            new JarSigner.Builder(secret, path).build().sign(from, out);
        }
        return signed;
    }
}
