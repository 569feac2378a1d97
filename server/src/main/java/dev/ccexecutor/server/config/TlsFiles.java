package dev.ccexecutor.server.config;

import java.nio.file.Path;
import java.util.Optional;

/**
 * The PEM files that a server with TLS needs.
 *
 * @param certificate its own first, then those that lead to a known issuer
 * @param key PKCS#8, not encrypted
 * @param clientIssuers who issues clients' certificates; these are asked for if there is one
 */
public record TlsFiles(Path certificate, Path key, Optional<Path> clientIssuers) {}
