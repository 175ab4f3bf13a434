package dev.persist.app.web;

import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.exc.InputCoercionException;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.databind.exc.InvalidNullException;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.exc.UnrecognizedPropertyException;

/** Says what is wrong with a body in the caller's terms; Jackson's own messages name classes. */
final class JsonFaults {
  private static final Pattern DUPLICATE = Pattern.compile("Duplicate Object property \"(.*)\"", Pattern.DOTALL);

  private JsonFaults() {}

  static Refusal refusal(JacksonException fault) {
    var path = path(fault);
    return switch (fault) {
      case UnrecognizedPropertyException e -> Refusal.field(path, "unknown field");
      case InvalidNullException e -> Refusal.field(path, "required");
      case MismatchedInputException e -> Refusal.field(path, "must be " + kind(e.getTargetType()));
      case InputCoercionException e -> Refusal.field(path, "must be " + kind(e.getTargetType()));
      case StreamReadException e -> malformed(e, path);
      default -> fault.getCause() instanceof InvalidField invalid
          ? Refusal.field(join(path, invalid.field()), invalid.detail())
          : Refusal.field(path, "not a valid value");
    };
  }

  private static Refusal malformed(StreamReadException fault, @Nullable String path) {
    var duplicate = DUPLICATE.matcher(fault.getOriginalMessage());
    if (duplicate.matches()) {
      return Refusal.field(join(path, duplicate.group(1)), "given twice");
    }
    var at = fault.getLocation();
    return Refusal.field(
        path, "not valid JSON at line %d, column %d".formatted(at.getLineNr(), at.getColumnNr()));
  }

  private static @Nullable String path(JacksonException fault) {
    var path = new StringBuilder();
    for (var step : fault.getPath()) {
      if (step.getIndex() >= 0) {
        path.append('[').append(step.getIndex()).append(']');
      } else {
        path.append(path.isEmpty() ? "" : ".").append(step.getPropertyName());
      }
    }
    return path.isEmpty() ? null : path.toString();
  }

  private static String join(@Nullable String path, String field) {
    return path == null ? field : path + "." + field;
  }

  private static String kind(@Nullable Class<?> type) {
    if (type == null) {
      return "of another type";
    } else if (type.isEnum()) {
      return "one of " + Arrays.toString(type.getEnumConstants());
    } else if (type == String.class) {
      return "text";
    } else if (type == boolean.class || type == Boolean.class) {
      return "true or false";
    } else if (type == Instant.class) {
      return "an ISO-8601 instant";
    } else if (type.isArray() || Collection.class.isAssignableFrom(type)) {
      return "a list";
    } else if (type.isPrimitive() || Number.class.isAssignableFrom(type)) {
      return "a whole number in range";
    }
    return "an object";
  }
}
