using System.Collections.Immutable;
using Pdp.Language.Checking;
using Pdp.Language.Functions;
using Pdp.Language.Runtime;
using Pdp.Language.Syntax;
using Pdp.Language.Types;
using Pdp.Language.Values;
using Xunit;

namespace Pdp.Language.Tests.Runtime;

/// <summary>
/// A request for tests of evaluation: attributes by path (<c>subject.level</c>) or free name (<c>a</c>), all untyped;
/// what is not given is missing.
/// </summary>
internal sealed class Scene : IBindings
{
    /// <summary>An attribute that is there and cannot be used.</summary>
    public static readonly Value Invalid = Value.Fail("`subject.level` does not fit its schema");

    private static readonly string[] Roots = ["subject", "resource", "action", "context"];
    private static readonly string[] FreeNames = ["a", "b", "c", "d", "xs", "ys", "m", "o"];

    private readonly Dictionary<string, int> _slots = new(StringComparer.Ordinal);
    private readonly List<Value> _values = [];
    private readonly Dictionary<string, VariableBinding> _variables = new(StringComparer.Ordinal);

    public static TypeEnvironment Environment { get; } = new()
    {
        Functions = StandardLibrary.Policies,
        Variables = TypeEnvironmentVariables(),
    };

    public Value Now { get; init; } = Value.From(new Timestamp(1_700_000_000, 0));

    public Value this[string path]
    {
        get => _values[Slot(path)];
        set => _values[Slot(path)] = value;
    }

    public Binding? Resolve(string name)
    {
        if (name == "now") return new NowBinding();
        return FreeNames.Contains(name) ? new AttributeBinding(Slot(name), name) : null;
    }

    public Binding? ResolveMember(string root, string member)
    {
        if (root == "variables") return _variables.GetValueOrDefault(member);
        return Roots.Contains(root) ? new AttributeBinding(Slot($"{root}.{member}"), $"{root}.{member}") : null;
    }

    /// <summary>Defines <c>variables.name</c>.</summary>
    public VariableBinding Define(string name, Node body, long fuel = 1_000)
    {
        var binding = new VariableBinding(_variables.Count, $"variables.{name}", body, fuel);
        _variables.Add(name, binding);
        return binding;
    }

    public Program Compile(string text, CompileOptions? options = null)
    {
        var parsed = Parser.Parse(text);
        Assert.True(parsed.Root is not null, $"{text}: {string.Join("; ", parsed.Diagnostics.Select(d => d.Message))}");
        var result = Checker.Check(parsed, Environment);
        Assert.True(
            result.Expression is not null, $"{text}: {string.Join("; ", result.Diagnostics.Select(d => d.Message))}");
        return Compiler.Compile(result.Expression, StandardLibrary.Policies, this, options);
    }

    public Frame NewFrame(Program program, long fuel = 1_000_000)
    {
        var frame = new Frame(_values.Count, _variables.Count, program.LocalsEnd) { Fuel = fuel, Now = Now };
        _values.CopyTo(frame.Slots);
        return frame;
    }

    public Value Evaluate(string text, CompileOptions? options = null)
    {
        var program = Compile(text, options);
        return program.Root.Evaluate(NewFrame(program));
    }

    /// <summary>The value as a literal, or <c>error: message</c>.</summary>
    public string Show(string text, CompileOptions? options = null) => CelText.ToLiteral(Evaluate(text, options));

    private int Slot(string path)
    {
        if (_slots.TryGetValue(path, out var slot)) return slot;
        _values.Add(default);
        return _slots[path] = _values.Count - 1;
    }

    private static ImmutableDictionary<string, CelType> TypeEnvironmentVariables()
    {
        var variables = ImmutableDictionary.CreateBuilder<string, CelType>(StringComparer.Ordinal);
        foreach (var root in Roots.Append("variables"))
            variables[root] = new RecordType(root, [], isOpen: true, isEntityRoot: true);
        foreach (var name in FreeNames) variables[name] = CelType.Dyn;
        variables["now"] = CelType.Timestamp;
        return variables.ToImmutable();
    }
}
