// SPDX-License-Identifier: Apache-2.0
package ist.spike.pilot;

import ist.spike.identity.Role;
import ist.spike.wire.ErrorCode;
import ist.spike.wire.ListPolicies;
import ist.spike.wire.Operation;
import ist.spike.wire.PolicyName;
import ist.spike.wire.PutPolicy;
import ist.spike.wire.ShownPolicy;
import ist.spike.wire.SpikeException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** {@code spike policy …} (wire spec 10.5). */
final class PolicyCommands {

  private static final ListPolicies ALL = new ListPolicies("", "");
  private static final Set<ErrorCode> MAY_MEAN_NONE =
      EnumSet.of(ErrorCode.UNREACHABLE, ErrorCode.BAD_REQUEST);
  private static final Command.Arity ANY = new Command.Arity(0, Command.Arity.MANY);
  private static final Command.Arity NONE = Command.Arity.exactly(0);
  private static final Flag NAME = new Flag("name", "", Flag.Kind.TEXT, "", "name of the policy");
  private static final Flag PATH_PATTERN = new Flag("path-pattern", "", Flag.Kind.TEXT, "",
      "regular expression of paths, such as '^secrets/.*$'");
  private static final Flag SPIFFEID_PATTERN = new Flag("spiffeid-pattern", "", Flag.Kind.TEXT, "",
      "regular expression of SPIFFE IDs, such as '^spiffe://example\\.org/service/.*$'");
  private static final Flag PERMISSIONS = new Flag("permissions", "", Flag.Kind.TEXT, "",
      "comma-separated: " + PolicyDraft.ALL_PERMISSIONS);
  private static final Flag YES =
      new Flag("yes", "y", Flag.Kind.SWITCH, "false", "delete without asking");

  private PolicyCommands() {}

  static Command group() {
    List<Flag> four = List.of(NAME, PATH_PATTERN, SPIFFEID_PATTERN, PERMISSIONS);
    return Command.group("spike policy", "Manage policies",
        new Command("spike policy list", "", "List the names of policies",
            List.of(PATH_PATTERN, SPIFFEID_PATTERN, Format.FLAG), NONE, List.of(),
            Optional.of(PolicyCommands::list)),
        new Command("spike policy get", " [policy-name]", "Show a policy",
            List.of(NAME, Format.FLAG), ANY, List.of(), Optional.of(PolicyCommands::get)),
        new Command("spike policy create", "", "Create a policy", four, NONE, List.of(),
            Optional.of(PolicyCommands::create)),
        PolicyApply.command(four),
        new Command("spike policy delete", " [policy-name]", "Delete a policy",
            List.of(NAME, YES), ANY, List.of(), Optional.of(PolicyCommands::delete)),
        PolicyExplain.command());
  }

  private static void list(Invocation invocation, Session session) {
    ListPolicies request = new ListPolicies(invocation.flag(SPIFFEID_PATTERN.name()),
        invocation.flag(PATH_PATTERN.name()));
    if (!request.spiffeIdPattern().isEmpty() && !request.pathPattern().isEmpty()) {
      String group = "[" + PATH_PATTERN.name() + " " + SPIFFEID_PATTERN.name() + "]";
      throw new UsageException(invocation.command(), "if any flags in the group " + group
          + " are set none of the others can be; " + group + " were all set");
    }
    Format format = Format.of(invocation);
    try (Nexus nexus = session.connector().connect(Role.SUPERUSER)) {
      PolicyText.list(session.terminal(), format, names(nexus, request));
    }
  }

  private static void get(Invocation invocation, Session session) {
    String name = requiredName(invocation);
    Format format = Format.of(invocation);
    try (Nexus nexus = session.connector().connect(Role.SUPERUSER)) {
      ShownPolicy policy = find(nexus, name).orElseThrow(() -> notFound(name));
      new PolicyText(policy, session.zone()).print(session.terminal(), format);
    }
  }

  private static void create(Invocation invocation, Session session) {
    List<String> missing = new ArrayList<>();
    for (Flag flag : List.of(NAME, PATH_PATTERN, SPIFFEID_PATTERN, PERMISSIONS)) {
      if (invocation.flag(flag.name()).isEmpty()) {
        missing.add("  --" + flag.name() + " is missing");
      }
    }
    if (!missing.isEmpty()) {
      missing.addFirst("Error: All flags are required.");
      throw new CommandFailure(missing, "nothing was created");
    }
    PutPolicy policy = PolicyDraft.of(invocation);
    try (Nexus nexus = session.connector().connect(Role.SUPERUSER)) {
      if (names(nexus, ALL).contains(policy.name())) {
        throw new CommandFailure("Error: Policy '" + policy.name() + "' already exists.",
            "nothing was changed; `spike policy apply` replaces a policy");
      }
      put(nexus, policy);
    }
    session.terminal().print("Policy created successfully.");
  }

  private static void delete(Invocation invocation, Session session) {
    String name = requiredName(invocation);
    Terminal terminal = session.terminal();
    try (Nexus nexus = session.connector().connect(Role.SUPERUSER)) {
      if (!names(nexus, ALL).contains(name)) {
        throw notFound(name);
      }
      if (!invocation.flag(YES.name()).equals("true")) {
        terminal.printText("Are you sure you want to delete policy '" + name + "'? (y/N): ");
        if (!terminal.readLine().strip().equalsIgnoreCase("y")) {
          terminal.print("Operation canceled.");
          return;
        }
      }
      nexus.ask(Operation.DELETE_POLICY, new PolicyName(name).toJson());
    } catch (SpikeException e) {
      throw e.code() == ErrorCode.NOT_FOUND ? notFound(name) : e;
    }
    terminal.print("Policy deleted successfully.");
  }

  /** The names of all policies. */
  static List<String> names(Nexus nexus) {
    return names(nexus, ALL);
  }

  private static List<String> names(Nexus nexus, ListPolicies request) {
    return ListPolicies.parseAnswer(nexus.ask(Operation.LIST_POLICIES, request.toJson()));
  }

  /**
   * The policy of this name. A Go Nexus fails where there is none, and either refuses a name that no
   * policy can have, so the list must tell.
   */
  static Optional<ShownPolicy> find(Nexus nexus, String name) {
    try {
      return Optional
          .of(ShownPolicy.parse(nexus.ask(Operation.GET_POLICY, new PolicyName(name).toJson())));
    } catch (SpikeException e) {
      if (e.code() == ErrorCode.NOT_FOUND
          || (MAY_MEAN_NONE.contains(e.code()) && !names(nexus, ALL).contains(name))) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /** Creates or replaces; when Nexus finds the policy invalid, says what is wrong with it. */
  static void put(Nexus nexus, PutPolicy policy) {
    try {
      nexus.ask(Operation.PUT_POLICY, policy.toJson());
    } catch (SpikeException e) {
      throw e.code() == ErrorCode.BAD_REQUEST
          ? new CommandFailure("Error: Invalid request.", PolicyDraft.fault(policy, e))
          : e;
    }
  }

  private static String requiredName(Invocation invocation) {
    String name = invocation.arguments().stream().findFirst()
        .orElse(invocation.flag(NAME.name()));
    if (name.isEmpty()) {
      throw new CommandFailure("Error: Invalid input provided.",
          "give the name of a policy as argument or with --name");
    }
    return name;
  }

  private static CommandFailure notFound(String name) {
    return new CommandFailure(List.of("Error: Entity not found."), "there is no policy '" + name
        + "'; `spike policy list` shows what there is", ExitCode.NOT_FOUND);
  }
}
