package dev.persist.app.web;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.deser.std.StdScalarDeserializer;

/** Reads an instant from ISO-8601 text only, not from a number of seconds. */
final class StrictInstant extends StdScalarDeserializer<Instant> {
  StrictInstant() {
    super(Instant.class);
  }

  @Override
  public Instant deserialize(JsonParser parser, DeserializationContext context) {
    if (!parser.hasToken(JsonToken.VALUE_STRING)) {
      return (Instant) context.handleUnexpectedToken(Instant.class, parser);
    }
    try {
      return Instant.parse(parser.getString());
    } catch (DateTimeParseException e) {
      throw context.weirdStringException(parser.getString(), Instant.class, "not ISO-8601");
    }
  }
}
