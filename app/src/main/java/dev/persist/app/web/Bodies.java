package dev.persist.app.web;

import com.fasterxml.jackson.annotation.Nulls;
import io.javalin.http.Context;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.util.JsonRecyclerPools;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.cfg.EnumFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;

/**
 * Reads JSON bodies into records, strictly. A body is valid UTF-8 and one value. Every component is present, not null
 * and of its own JSON type, and there is no other and no repeated field. Anything else is a 400 that names the field. A
 * component that may be absent or null carries {@code @JsonSetter(nulls = Nulls.SET)}. Thread-safe.
 */
public final class Bodies {
  static final JsonMapper MAPPER = JsonMapper
      .builder(JsonFactory.builder().recyclerPool(JsonRecyclerPools.sharedBoundedPool()).build())
      .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
      .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
      .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
      .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS, MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
      .enable(EnumFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
      .changeDefaultNullHandling(nulls -> nulls.withValueNulls(Nulls.FAIL, Nulls.FAIL))
      .addModule(new SimpleModule().addDeserializer(String.class, new StrictText())
          .addDeserializer(Instant.class, new StrictInstant()))
      .build();

  private static final JsonNode NOTHING = MAPPER.createObjectNode();

  private Bodies() {}

  /** Reads the request's body. A missing Content-Type is taken for JSON; any other type is a 415. */
  public static <T> T read(Context ctx, Class<T> type) {
    var contentType = ctx.req().getContentType();
    if (contentType != null && !contentType.split(";", 2)[0].strip().equalsIgnoreCase("application/json")) {
      throw Refusal.of(415, "the body must be application/json");
    }
    return parse(ctx.bodyAsBytes(), type);
  }

  /** Reads a body that may be left out. None at all and an empty object are the same: empty. */
  public static <T> Optional<T> find(Context ctx, Class<T> type) {
    return ctx.bodyAsBytes().length == 0 || read(ctx, JsonNode.class).equals(NOTHING)
        ? Optional.empty()
        : Optional.of(read(ctx, type));
  }

  private record Nothing() {}

  /** Refuses a body with something in it. None at all and an empty object are the same. */
  public static void requireNone(Context ctx) {
    if (ctx.bodyAsBytes().length > 0) {
      read(ctx, Nothing.class);
    }
  }

  /** Reads a body that was read already, such as one whose signature was checked. */
  public static <T> T parse(byte[] body, Class<T> type) {
    try {
      var text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString();
      if (text.isBlank()) {
        throw Refusal.field(null, "the body is empty; send JSON");
      }
      T value = MAPPER.readValue(text, type);
      if (value == null) {
        throw Refusal.field(null, "the body is null; send a JSON object");
      }
      return value;
    } catch (CharacterCodingException e) {
      throw Refusal.field(null, "the body is not valid UTF-8");
    } catch (JacksonException e) {
      throw JsonFaults.refusal(e);
    }
  }
}
