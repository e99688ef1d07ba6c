using System.Collections.Immutable;
using System.IO.Compression;
using System.Text.Json;
using Pdp.Language.Functions;
using Pdp.Language.Types;
using Pdp.Language.Values;

namespace Pdp.Conformance.Tests.Data;

/// <summary>The official test data of CEL; NOTICE tells their origin, extract.mjs how they were written.</summary>
public static class ConformanceData
{
    private static readonly Lazy<ImmutableArray<ConformanceTest>> LazyConformance = new(() => Load("conformance"));
    private static readonly Lazy<ImmutableArray<ConformanceTest>> LazyParsing = new(() => Load("parsing"));
    private static readonly Lazy<ImmutableArray<ConformanceTest>> LazyComprehension = new(() => Load("comprehension"));
    private static readonly Lazy<ImmutableArray<ConformanceTest>> LazyChecking = new(() => Load("checking"));

    /// <summary>The 2,344 tests of cel-spec, in order.</summary>
    public static ImmutableArray<ConformanceTest> Conformance => LazyConformance.Value;

    /// <summary>The tests of cel-spec that need no protobuf message.</summary>
    public static IEnumerable<ConformanceTest> MessageFree => Conformance.Where(test => test.IsMessageFree);

    /// <summary>cel-go's own tests of its parser.</summary>
    public static ImmutableArray<ConformanceTest> Parsing => LazyParsing.Value;

    /// <summary>cel-go's own tests of comprehensions.</summary>
    public static ImmutableArray<ConformanceTest> Comprehension => LazyComprehension.Value;

    /// <summary>cel-go's own tests of its checker.</summary>
    public static ImmutableArray<ConformanceTest> Checking => LazyChecking.Value;

    private static ImmutableArray<ConformanceTest> Load(string module)
    {
        using var resource = typeof(ConformanceData).Assembly.GetManifestResourceStream($"{module}.json.gz")
            ?? throw new InvalidOperationException($"the data of module `{module}` are not embedded");
        using var json = new GZipStream(resource, CompressionMode.Decompress);
        using var document = JsonDocument.Parse(json);
        return [.. document.RootElement.Clone().EnumerateArray().Select(Read)];
    }

    private static ConformanceTest Read(JsonElement json)
    {
        var need = MessageFreeRule.Need(json);
        var free = need is null;
        var typedResult = Member(json, "typedResult");
        var value = Member(json, "value") ?? (typedResult is { } typed ? Member(typed, "result") : null);
        var expectsError = Member(json, "evalError") is not null;
        var checkOnly = Flag(json, "checkOnly");
        var expectsValue = free && !expectsError && !checkOnly;
        var expr = Text(json, "expr")!;
        return new ConformanceTest
        {
            File = Text(json, "file")!,
            Section = Text(json, "section")!,
            Name = Text(json, "name") ?? expr,
            Expr = expr,
            DisableCheck = Flag(json, "disableCheck"),
            CheckOnly = checkOnly,
            DisableMacros = Flag(json, "disableMacros"),
            Container = Text(json, "container") ?? "",
            Variables = Variables(json),
            Functions = Functions(json),
            MessageNeed = need,
            LazyBindings = new(() =>
                free ? Bindings(json) : ImmutableDictionary.Create<string, Value>(StringComparer.Ordinal)),
            ExpectsError = expectsError,
            LazyValue = new(() =>
                !expectsValue ? null : value is { } given ? JsonValues.Value(given) : Value.True),
            ExpectedType = typedResult is { } result && Member(result, "deducedType") is { } type ? JsonTypes.Type(type) : null,
            GoldenAst = Text(json, "ast"),
            GoldenCheckedAst = Text(json, "checkedAst"),
            GoldenType = Text(json, "type"),
            GoldenError = Text(json, "error"),
        };
    }

    private static ImmutableDictionary<string, CelType> Variables(JsonElement json)
    {
        var variables = ImmutableDictionary.CreateBuilder<string, CelType>(StringComparer.Ordinal);
        foreach (var declaration in Members(json, "typeEnv"))
        {
            if (Member(declaration, "ident") is not { } ident) continue;
            variables[Text(declaration, "name")!] =
                Member(ident, "type") is { } type ? JsonTypes.Type(type) : CelType.Dyn;
        }

        return variables.ToImmutable();
    }

    private static ImmutableArray<Overload> Functions(JsonElement json)
    {
        var functions = ImmutableArray.CreateBuilder<Overload>();
        foreach (var declaration in Members(json, "typeEnv"))
        {
            if (Member(declaration, "function") is not { } function) continue;
            var name = Text(declaration, "name")!;
            foreach (var overload in Members(function, "overloads"))
            {
                functions.Add(new Overload(
                    Text(overload, "overloadId")!, name, Flag(overload, "isInstanceFunction"),
                    [.. Members(overload, "params").Select(JsonTypes.Type)],
                    JsonTypes.Type(overload.GetProperty("resultType")), null));
            }
        }

        return functions.ToImmutable();
    }

    private static ImmutableDictionary<string, Value> Bindings(JsonElement json) =>
        Member(json, "bindings") is not { } bindings
            ? ImmutableDictionary.Create<string, Value>(StringComparer.Ordinal)
            : bindings.EnumerateObject().ToImmutableDictionary(
                binding => binding.Name,
                binding => JsonValues.Value(binding.Value.GetProperty("value")),
                StringComparer.Ordinal);

    private static JsonElement? Member(JsonElement json, string name) =>
        json.TryGetProperty(name, out var member) ? member : null;

    private static JsonElement.ArrayEnumerator Members(JsonElement json, string name) =>
        json.TryGetProperty(name, out var member) ? member.EnumerateArray() : default;

    private static string? Text(JsonElement json, string name) => Member(json, name)?.GetString();

    private static bool Flag(JsonElement json, string name) => Member(json, name) is { ValueKind: JsonValueKind.True };
}
