using System.Collections.Immutable;
using Pdp.Language.Checking;
using Pdp.Language.Functions;
using Pdp.Language.Types;
using Pdp.Language.Values;

namespace Pdp.Conformance.Tests.Data;

/// <summary>One record of the conformance data: an expression, what it needs, and what must come of it.</summary>
public sealed record ConformanceTest
{
    /// <summary>The file of cel-spec the test stands in (<c>basic</c>, <c>lists</c> …), or the module's name.</summary>
    public required string File { get; init; }

    /// <summary>The section of the file.</summary>
    public required string Section { get; init; }

    /// <summary>The test's name, unique in its section of the conformance module; elsewhere the expression.</summary>
    public required string Name { get; init; }

    /// <summary>The expression.</summary>
    public required string Expr { get; init; }

    /// <summary>The expression is evaluated without being checked.</summary>
    public bool DisableCheck { get; init; }

    /// <summary>The expression is checked and not evaluated.</summary>
    public bool CheckOnly { get; init; }

    /// <summary>The expression is parsed without macros.</summary>
    public bool DisableMacros { get; init; }

    /// <summary>The container in which names are resolved.</summary>
    public string Container { get; init; } = "";

    /// <summary>The declared variables.</summary>
    public ImmutableDictionary<string, CelType> Variables { get; init; } =
        ImmutableDictionary.Create<string, CelType>(StringComparer.Ordinal);

    /// <summary>The declared functions, without code.</summary>
    public ImmutableArray<Overload> Functions { get; init; } = [];

    /// <summary>Whether the test needs no protobuf message beside timestamps and durations; only such tests have values.</summary>
    public bool IsMessageFree => MessageNeed is null;

    /// <summary>Why the test needs protobuf messages; null when it does not.</summary>
    public string? MessageNeed { get; init; }

    /// <summary>The values of the variables.</summary>
    public ImmutableDictionary<string, Value> Bindings => LazyBindings.Value;

    /// <summary>Whether the evaluation must end in an error.</summary>
    public bool ExpectsError { get; init; }

    /// <summary>The value that the evaluation must give; null when an error or only a type is expected.</summary>
    public Value? ExpectedValue => LazyValue.Value;

    /// <summary>The type that the check must find, or null when the test does not say.</summary>
    public CelType? ExpectedType { get; init; }

    /// <summary>The syntax tree as cel-go prints it, or null when its default environment cannot parse the expression.</summary>
    public string? GoldenAst { get; init; }

    /// <summary>The checked tree as cel-go prints it, or null when its default environment finds an error.</summary>
    public string? GoldenCheckedAst { get; init; }

    /// <summary>The type of the whole as cel-go prints it.</summary>
    public string? GoldenType { get; init; }

    /// <summary>The errors that cel-go's default environment finds, as it prints them.</summary>
    public string? GoldenError { get; init; }

    /// <summary>Reads the bindings when they are wanted: tests of syntax and types do without values.</summary>
    public required Lazy<ImmutableDictionary<string, Value>> LazyBindings { get; init; }

    /// <summary>Reads the expected value when it is wanted.</summary>
    public required Lazy<Value?> LazyValue { get; init; }

    /// <summary>The environment of the check: the given functions and the test's own declarations.</summary>
    public TypeEnvironment Environment(FunctionRegistry functions)
    {
        ArgumentNullException.ThrowIfNull(functions);
        var all = Functions.IsEmpty
            ? functions
            : new FunctionRegistry([
                new FunctionLibrary("environment", [.. functions.Names.SelectMany(name => functions.Find(name))]),
                new FunctionLibrary("test", Functions)]);
        return new TypeEnvironment
        {
            Functions = all,
            Container = Container,
            Variables = Variables,
            LiteralAdaptation = false,
            CrossTypeOrder = true,
            TriesConstants = false,
        };
    }

    /// <summary>The test's path: file, section, name.</summary>
    public override string ToString() => $"{File}/{Section}/{Name}";
}
