package dev.ccexecutor.server.config;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** Makes sure that there is a directory the server can keep its data in. */
final class DataDirectory {
  private DataDirectory() {}

  /** Creates the directory where it is missing, and checks that this user may write to it. */
  static void prepare(Path directory) throws InvalidValueException {
    try {
      // Output of commands will be kept here, so nobody else may look in.
      Files.createDirectories(
          directory,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    } catch (FileAlreadyExistsException occupied) {
      throw new InvalidValueException("is no directory");
    } catch (IOException failure) {
      throw new InvalidValueException("cannot be created: " + failure);
    }
    if (!Files.isWritable(directory) || !Files.isExecutable(directory)) {
      throw new InvalidValueException("is not writable for this user");
    }
  }
}
