package dev.persist.conformance;

import java.lang.reflect.Constructor;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.LifecycleMethodExecutionExceptionHandler;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;
import org.junit.jupiter.params.ParameterInfo;
import org.opentest4j.AssertionFailedError;
import org.opentest4j.TestAbortedException;

/** Begins the message of each failure with the test's engine, and reports the engine also when no store was opened. */
final class NamedEngine
    implements
      InvocationInterceptor,
      LifecycleMethodExecutionExceptionHandler,
      TestExecutionExceptionHandler {
  /** An exception that is no failed assertion, and the engine it was thrown on. */
  private static final class OnEngine extends Exception {
    private static final long serialVersionUID = 1;

    OnEngine(String message, Throwable cause) {
      super(message, cause);
    }
  }

  /** Has the constructor's failure belong to its test; otherwise it would belong to the class. */
  @Override
  public ExtensionContextScope getTestInstantiationExtensionContextScope(ExtensionContext root) {
    return ExtensionContextScope.TEST_METHOD;
  }

  @Override
  public <T> T interceptTestClassConstructor(Invocation<T> invocation,
      ReflectiveInvocationContext<Constructor<T>> constructor, ExtensionContext test) throws Throwable {
    try {
      return invocation.proceed();
    } catch (Throwable e) {
      throw named(e, test);
    }
  }

  @Override
  public void handleBeforeEachMethodExecutionException(ExtensionContext test, Throwable failure) throws Throwable {
    throw named(failure, test);
  }

  @Override
  public void handleTestExecutionException(ExtensionContext test, Throwable failure) throws Throwable {
    throw named(failure, test);
  }

  @Override
  public void handleAfterEachMethodExecutionException(ExtensionContext test, Throwable failure) throws Throwable {
    throw named(failure, test);
  }

  private static Throwable named(Throwable failure, ExtensionContext test) {
    var engine = opened(test).or(() -> given(test));
    engine.ifPresent(name -> test.publishReportEntry(OpenStore.ENGINE, name));
    return engine.isEmpty() || failure instanceof TestAbortedException ? failure : on(engine.get(), failure);
  }

  private static Optional<String> opened(ExtensionContext test) {
    return test.getTestInstances()
        .flatMap(instances -> instances.findInstance(OpenStore.class))
        .flatMap(OpenStore::engineName);
  }

  /** Returns the engine that is the parameter of an {@link EveryEngineTest}. */
  private static Optional<String> given(ExtensionContext test) {
    return Stream.iterate(Optional.of(test), Optional::isPresent, each -> each.flatMap(ExtensionContext::getParent))
        .flatMap(Optional::stream)
        .flatMap(each -> Stream.ofNullable(ParameterInfo.get(each)))
        .flatMap(parameters -> parameters.getArguments().toList().stream())
        .filter(Engines.class::isInstance)
        .map(engine -> engine.toString().toLowerCase(Locale.ROOT))
        .findFirst();
  }

  /** A failed assertion stays one, with the two values that an IDE compares. */
  private static Throwable on(String engine, Throwable failure) {
    var message = "on " + engine + ": " + (failure instanceof AssertionError ? failure.getMessage() : failure);
    var named = switch (failure) {
      case AssertionFailedError unequal when unequal.isExpectedDefined() && unequal.isActualDefined() ->
        new AssertionFailedError(message, unequal.getExpected(), unequal.getActual(), unequal.getCause());
      case AssertionError failed -> new AssertionFailedError(message, failed.getCause());
      default -> new OnEngine(message, failure);
    };
    named.setStackTrace(failure.getStackTrace());
    if (!(named instanceof OnEngine)) {
      Arrays.stream(failure.getSuppressed()).forEach(named::addSuppressed);
    }
    return named;
  }
}
