using System.Collections.Immutable;
using Pdp.Language.Checking;
using Pdp.Language.Functions;
using Pdp.Language.Runtime;
using Pdp.Language.Syntax;
using Pdp.Language.Types;
using Pdp.Language.Values;
using Xunit;

namespace Pdp.Language.Tests.PartialEvaluation;

/// <summary>
/// The names of the tests of partial evaluation: typed attributes as schemas make them, untyped ones, and a variable.
/// </summary>
internal static class PartialWorld
{
    public static readonly RecordType Address = new(
        "subject.address",
        [Member("city", CelType.String), Member("zip", CelType.Int), Member("lines", CelType.ListOf(CelType.String))],
        isOpen: false);

    /// <summary>The attributes by path, with their types.</summary>
    public static readonly ImmutableArray<(string Path, CelType Type)> Attributes =
    [
        ("subject.name", CelType.String), ("subject.role", CelType.String), ("subject.level", CelType.Int),
        ("subject.ratio", CelType.Double), ("subject.active", CelType.Bool), ("subject.roles", CelType.ListOf(CelType.String)),
        ("subject.scores", CelType.ListOf(CelType.Int)), ("subject.address", Address),
        ("subject.since", CelType.Timestamp), ("subject.ip", CelType.Ip), ("subject.nick", CelType.WrapperOf(CelType.String)),
        ("resource.owner", CelType.String), ("resource.size", CelType.Int), ("resource.open", CelType.Bool),
        ("resource.labels", CelType.MapOf(CelType.String, CelType.String)), ("resource.any", CelType.Dyn),
        ("resource.age", CelType.Duration), ("resource.net", CelType.Cidr), ("resource.roles", CelType.ListOf(CelType.String)),
        ("a", CelType.Dyn), ("b", CelType.Dyn), ("xs", CelType.DynList), ("m", CelType.DynMap), ("o", CelType.OptionalOf(CelType.Dyn)),
    ];

    public static TypeEnvironment Environment { get; } = WithVariable(CelType.Bool);

    /// <summary>The environment in which <c>variables.v</c> has a type.</summary>
    public static TypeEnvironment WithVariable(CelType type)
    {
        var variables = ImmutableDictionary.CreateBuilder<string, CelType>(StringComparer.Ordinal);
        foreach (var root in new[] { "subject", "resource" })
        {
            var prefix = root + ".";
            variables[root] = new RecordType(
                root,
                Attributes.Where(attribute => attribute.Path.StartsWith(prefix, StringComparison.Ordinal) && attribute.Path != "resource.any")
                    .Select(attribute => Member(
                        attribute.Path[prefix.Length..], attribute.Type,
                        attribute.Path == "subject.role" ? ["clerk", "boss"] : [])),
                isOpen: root == "resource", isEntityRoot: true);
        }

        foreach (var (path, free) in Attributes.Where(attribute => !attribute.Path.Contains('.', StringComparison.Ordinal))) variables[path] = free;
        variables["variables"] = new RecordType("variables", [Member("v", type)], isOpen: false, isEntityRoot: true);
        variables["now"] = CelType.Timestamp;
        return new TypeEnvironment { Functions = StandardLibrary.Policies, Variables = variables.ToImmutable() };
    }

    /// <summary>The expression of a text; null when it does not check.</summary>
    public static CheckedExpression? TryCheck(string text, TypeEnvironment? environment = null)
    {
        var parsed = Parser.Parse(text);
        if (parsed.Root is null) throw new InvalidOperationException($"{text}: {parsed.Diagnostics[0].Message}");
        return Checker.Check(parsed, environment ?? Environment).Expression;
    }

    public static CheckedExpression Check(string text, TypeEnvironment? environment = null)
    {
        var parsed = Parser.Parse(text);
        Assert.True(parsed.Root is not null, $"{text}: {string.Join("; ", parsed.Diagnostics.Select(d => d.Message))}");
        var result = Checker.Check(parsed, environment ?? Environment);
        Assert.True(result.Expression is not null, $"{text}: {string.Join("; ", result.Diagnostics.Select(d => d.Message))}");
        return result.Expression;
    }

    private static RecordMember Member(string name, CelType type, ImmutableArray<string> values = default) =>
        new(name, type, Required: false, values.IsDefault ? [] : values);
}

/// <summary>A request: values by path, missing and invalid ones among them, and the expression behind <c>variables.v</c>.</summary>
internal sealed class PartialRequest(ImmutableDictionary<string, Value> values, CheckedExpression? variable = null) : IBindings
{
    public static readonly Value Now = Value.From(new Timestamp(1_700_000_000, 0));

    private const long Fuel = 10_000_000;

    private readonly List<string> _paths = [.. PartialWorld.Attributes.Select(attribute => attribute.Path)];

    public ImmutableDictionary<string, Value> Values => values;

    /// <summary>The same request without some attributes.</summary>
    public PartialRequest Without(IEnumerable<string> paths) => new(values.RemoveRange(paths), variable);

    public Binding? Resolve(string name) => name == "now" ? new NowBinding() : Slot(name);

    public Binding? ResolveMember(string root, string member)
    {
        if (root is "subject" or "resource") return Slot($"{root}.{member}");
        if (root != "variables" || variable is null) return null;

        // The variable's own locals come behind those of any reader.
        const int FirstLocal = 1_000;
        var body = Compiler.Compile(variable, StandardLibrary.Policies, this, new CompileOptions { FirstLocal = FirstLocal });
        return new VariableBinding(0, "variables.v", body.Root, Fuel);
    }

    public Value Evaluate(CheckedExpression expression)
    {
        var program = Compiler.Compile(expression, StandardLibrary.Policies, this);
        return program.Root.Evaluate(NewFrame());
    }

    public Truth Test(CheckedExpression expression)
    {
        var program = Compiler.Compile(expression, StandardLibrary.Policies, this);
        return program.Root.Test(NewFrame());
    }

    private AttributeBinding? Slot(string path)
    {
        var slot = _paths.IndexOf(path);
        return slot < 0 ? null : new AttributeBinding(slot, path);
    }

    private Frame NewFrame()
    {
        var frame = new Frame(_paths.Count, 1, 2_000) { Fuel = Fuel, Now = Now };
        for (var i = 0; i < _paths.Count; i++) frame.Slots[i] = values.GetValueOrDefault(_paths[i]);
        return frame;
    }
}
