package dev.ccexecutor.bench.compare;

import dev.ccexecutor.protocol.execution.OutputForm;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * A row of a table: who is measured with what.
 *
 * @param label unique in the table
 * @param form how output comes, where there is a choice
 * @param bases the labels of the lanes that it is compared with; may be itself
 */
record Lane(
    String label,
    Contender contender,
    OutputForm form,
    ChildCommand command,
    Map<Base, String> bases) {

  /** What figures are compared with. */
  enum Base {
    FLOOR("× floor"),
    BARE("× bare"),
    THIS_SERVER("× this server");

    private final String heading;

    Base(String heading) {
      this.heading = heading;
    }

    String heading() {
      return heading;
    }
  }

  /** For scenarios in which each contender has one lane. */
  static Lane of(Contender contender, ChildCommand command) {
    Map<Base, String> bases = new EnumMap<>(Base.class);
    bases.put(Base.FLOOR, Floor.NAME);
    bases.put(Base.BARE, BareStarts.NAME);
    bases.put(Base.THIS_SERVER, ThisServer.NAME);
    return new Lane(contender.name(), contender, OutputForm.BINARY, command, bases);
  }

  Optional<String> base(Base base) {
    return Optional.ofNullable(bases.get(base));
  }

  boolean isThisServer() {
    return contender instanceof ThisServer;
  }
}
