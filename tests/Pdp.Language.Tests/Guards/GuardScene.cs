using System.Collections.Immutable;
using Pdp.Language.Checking;
using Pdp.Language.Functions;
using Pdp.Language.Guards;
using Pdp.Language.Runtime;
using Pdp.Language.Syntax;
using Pdp.Language.Types;
using Pdp.Language.Values;
using Xunit;

namespace Pdp.Language.Tests.Guards;

/// <summary>
/// A schema, variables and constants for conditions whose guards are tested. Types are what the checker believes; slots
/// hold whatever a test puts there, as they do where a schema is not enforced.
/// </summary>
internal sealed class GuardScene : IBindings, IGuardNames
{
    /// <summary>The attributes, each in the slot of its position.</summary>
    public static readonly string[] Attributes =
    [
        "subject.role", "subject.level", "subject.score", "subject.limit", "subject.flag", "subject.roles", "subject.numbers",
        "subject.any", "subject.tags", "subject.address", "subject.since", "subject.span", "resource.type", "resource.x",
    ];

    private static readonly CelType Geo = Record("subject.address.geo", ("zip", CelType.Int), ("ok", CelType.Bool));

    private static readonly CelType Address = Record("subject.address", ("city", CelType.String), ("geo", Geo));

    private static readonly (string Name, string Text)[] Variables =
    [
        ("role", "subject.role"), ("admins", "['admin', 'root']"), ("isAdmin", "subject.role in variables.admins"),
        ("city", "subject.address.city"), ("flagged", "subject.flag"), ("broken", "1 / 0 == 1"), ("level", "3"),
        ("optional", "subject.?any"), ("vague", "dyn(subject.any)"), ("twice", "variables.isAdmin && !variables.flagged"),
    ];

    private readonly Dictionary<string, VariableName> _names = new(StringComparer.Ordinal);
    private readonly Dictionary<string, VariableBinding> _bindings = new(StringComparer.Ordinal);

    private GuardScene()
    {
        foreach (var (name, text) in Variables)
        {
            var expression = Check(text, null)!;
            _names[name] = new VariableName(expression, this);
            _bindings[name] = new VariableBinding(
                _bindings.Count, $"variables.{name}", Compiler.Compile(expression, StandardLibrary.Policies, this).Root, 1_000_000);
        }
    }

    public static TypeEnvironment Environment { get; } = MakeEnvironment();

    // behind the environment, in which its variables are checked
    public static GuardScene Instance { get; } = new();

    public static int Slot(string path) => Array.IndexOf(Attributes, path);

    /// <summary>The checked condition; null when it does not check.</summary>
    public static CheckedExpression? Check(string text, CelType? expected)
    {
        var parsed = Parser.Parse(text);
        Assert.True(parsed.Root is not null, $"{text}: {string.Join("; ", parsed.Diagnostics.Select(found => found.Message))}");
        return Checker.Check(parsed, Environment, expected).Expression;
    }

    public Guard GuardOf(CheckedExpression condition) => GuardBuilder.Build(condition, this, StandardLibrary.Policies);

    public Guard GuardOf(string text)
    {
        var result = Checker.Check(Parser.Parse(text), Environment, CelType.Bool);
        Assert.True(result.Expression is not null, $"{text}: {string.Join("; ", result.Diagnostics.Select(found => found.Message))}");
        return GuardOf(result.Expression);
    }

    public Program Compile(CheckedExpression condition) => Compiler.Compile(condition, StandardLibrary.Policies, this);

    public Guard FailingOf(CheckedExpression condition) => GuardBuilder.BuildFailing(condition, this, StandardLibrary.Policies);

    /// <summary>A frame for a program; the slots are all missing but that of <c>resource.type</c>.</summary>
    public Frame NewFrame(Program program, long fuel = 10_000_000)
    {
        var frame = new Frame(Attributes.Length, _bindings.Count, program.LocalsEnd) { Fuel = fuel };
        frame.Slots[Slot("resource.type")] = Value.From("document");
        return frame;
    }

    Binding? IBindings.Resolve(string name) => name == "now" ? new NowBinding() : null;

    Binding? IBindings.ResolveMember(string root, string member) => root switch
    {
        "variables" => _bindings.GetValueOrDefault(member),
        "definitions" => new ConstantBinding(Constant(member)),
        _ when Slot($"{root}.{member}") is >= 0 and var slot => new AttributeBinding(slot, $"{root}.{member}"),
        _ => null,
    };

    GuardName? IGuardNames.Resolve(string name) => null;

    GuardName? IGuardNames.ResolveMember(string root, string member) => root switch
    {
        "variables" => _names.GetValueOrDefault(member),
        "definitions" => new ConstantName(Constant(member)),
        _ when Slot($"{root}.{member}") is >= 0 and var slot =>
            new SlotName(slot, $"{root}.{member}", isCertain: $"{root}.{member}" == "resource.type"),
        _ => null,
    };

    private static Value Constant(string name) => name switch
    {
        "types" => List("document", "folder"),
        "levels" => Value.From(new StringMap([new("low", Value.From(1L)), new("high", Value.From(5L))])),
        _ => Value.True,
    };

    public static Value List(params string[] items) => Value.From(new CelList([.. items.Select(item => Value.From(item))]));

    private static TypeEnvironment MakeEnvironment()
    {
        var subject = Root(
            "subject", false,
            ("role", CelType.String), ("level", CelType.Int), ("score", CelType.Double), ("limit", CelType.Uint),
            ("flag", CelType.Bool), ("roles", CelType.ListOf(CelType.String)), ("numbers", CelType.ListOf(CelType.Int)),
            ("any", CelType.Dyn), ("tags", CelType.MapOf(CelType.String, CelType.Dyn)), ("address", Address),
            ("since", CelType.Timestamp), ("span", CelType.Duration));
        var variables = Root(
            "variables", false,
            ("role", CelType.String), ("admins", CelType.ListOf(CelType.String)), ("isAdmin", CelType.Bool),
            ("city", CelType.String), ("flagged", CelType.Bool), ("broken", CelType.Bool), ("level", CelType.Int),
            ("optional", CelType.OptionalOf(CelType.Dyn)), ("vague", CelType.Dyn), ("twice", CelType.Bool));
        var definitions = Root(
            "definitions", false,
            ("types", CelType.ListOf(CelType.String)), ("levels", CelType.MapOf(CelType.String, CelType.Int)), ("on", CelType.Bool));
        return new TypeEnvironment
        {
            Functions = StandardLibrary.Policies,
            Variables = new Dictionary<string, CelType>
            {
                ["subject"] = subject,
                ["resource"] = Root("resource", true, ("type", CelType.String)),
                ["variables"] = variables,
                ["definitions"] = definitions,
                ["now"] = CelType.Timestamp,
            }.ToImmutableDictionary(StringComparer.Ordinal),
        };
    }

    private static RecordType Record(string name, params (string Name, CelType Type)[] members) =>
        new(name, members.Select(member => new RecordMember(member.Name, member.Type, false, [])), isOpen: false);

    private static RecordType Root(string name, bool isOpen, params (string Name, CelType Type)[] members) => new(
        name, members.Select(member => new RecordMember(member.Name, member.Type, false, [])), isOpen, isEntityRoot: true);
}
