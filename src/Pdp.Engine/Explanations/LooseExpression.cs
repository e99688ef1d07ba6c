using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Pdp.Engine.Compilation;
using Pdp.Engine.Decisions;
using Pdp.Engine.Requests;
using Pdp.Engine.Sources;
using Pdp.Language.Values;

namespace Pdp.Engine.Explanations;

/// <summary>
/// An expression that stands in no document, for trying out. It may read what a document of the same set may: attributes by the
/// schemas, definitions, functions. It is checked, bounded and evaluated as that of a document.
/// </summary>
public sealed class LooseExpression
{
    /// <summary>The name of the file in what is told of it.</summary>
    public const string FileName = "expression";

    private const string Id = "expression";
    private const string Name = "it";
    private const string Path = $"{Roots.Variables}.{Name}";

    private readonly PolicySet _set;

    private LooseExpression(PolicySet set, string type)
    {
        _set = set;
        Type = type;
    }

    /// <summary>The type of its values: <c>list(string)</c>; <c>dyn</c> where that is known only when it is evaluated.</summary>
    public string Type { get; }

    /// <summary>Compiles an expression.</summary>
    /// <param name="source">The schemas, definitions and limits; of the policies nothing is looked at.</param>
    /// <param name="text">The expression.</param>
    /// <param name="request">What it is to be evaluated for: it is checked for its kinds alone; null: for all that the schemas have.</param>
    /// <param name="expression">What was compiled; null when there are errors.</param>
    /// <param name="diagnostics">All that was found in the expression, in the order of its text.</param>
    public static bool TryCompile(
        PolicySetSource source, string text, Request? request,
        [NotNullWhen(true)] out LooseExpression? expression, out ImmutableArray<SourceDiagnostic> diagnostics)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(text);
        var result = PolicySet.Compile(source with
        {
            Policies = [Policy(source.Schema, text, request)],
            Pins = ImmutableDictionary<string, int>.Empty,
            Definitions = Read(source.Definitions, text),
            // what does not fit the schemas is told of, and the rest can be tried all the same
            Schema = source.Schema.Enforcement == SchemaEnforcement.Reject ? source.Schema with { Enforcement = SchemaEnforcement.Warn } : source.Schema,
        });
        diagnostics = [.. result.Diagnostics.Where(found => found.Location.File == FileName && found.Text == text).OrderBy(found => found.Span?.Start)];
        expression = null;
        if (result.Set is not { } set)
        {
            // what is wrong with the schemas or definitions is told where those are loaded
            if (diagnostics.IsEmpty) diagnostics = result.Diagnostics;
            return false;
        }

        var variable = Array.Find(set.Compiled.Roots[0].Code.Variables, variable => variable.Path == Path)!;
        expression = new LooseExpression(set, variable.Expression.Meaning!.Check(variable.Expression.Source).Type.ToString()!);
        return true;
    }

    /// <summary>Evaluates it.</summary>
    /// <param name="request">The request whose attributes it reads.</param>
    /// <param name="now">What <c>now</c> is.</param>
    /// <param name="cancellation">Ends a long evaluation.</param>
    public LooseEvaluation Evaluate(Request request, Timestamp now, CancellationToken cancellation = default)
    {
        var (decision, roots, _) = _set.Explain(request, now, cancellation);
        var variables = roots[0].Variables;
        return new LooseEvaluation(
            variables.Single(variable => variable.Name == Path).Expression, [.. variables.Where(variable => variable.Name != Path)], decision);
    }

    // one that nothing reads would be checked for every kind of request; where a name is none, all are there to be suggested
    private static ImmutableArray<DefinitionSource> Read(ImmutableArray<DefinitionSource> definitions, string text)
    {
        var texts = new ParsedText.Table();
        var read = new HashSet<string>(StringComparer.Ordinal);
        var pending = new Stack<string>([text]);
        while (pending.TryPop(out var next))
        {
            foreach (var name in texts.Of(next).Reads.Definitions.Keys.Where(read.Add))
            {
                if (definitions.FirstOrDefault(definition => definition.Name == name) is not { } found) return definitions;
                if (found.Expression is { } expression) pending.Push(expression.Text);
            }
        }

        return definitions.RemoveAll(definition => !read.Contains(definition.Name));
    }

    // a policy that reads it as a variable: that one may have any type
    private static PolicySource Policy(SchemaSource schema, string text, Request? request)
    {
        var around = new SourceLocation(FileName, "/around");
        return new PolicySource
        {
            Id = Id,
            Version = 1,
            Location = around,
            Target = request is null ? null : new ExpressionSource(Kinds(schema, request), around),
            Variables = [new VariableSource(Name, new ExpressionSource(text, new SourceLocation(FileName, "")))],
            Items = [new RuleSource { Id = Id, Effect = Effect.Permit, Location = around, When = new ExpressionSource($"{Path} == {Path}", around) }],
        };
    }

    private static string Kinds(SchemaSource schema, Request request)
    {
        string[] known =
        [
            .. Kind(schema.Subjects, "subject.type", request.Subject.Type),
            .. Kind(schema.Resources, "resource.type", request.Resource.Type),
            .. Kind(schema.Actions, "action.name", request.Action.Name),
        ];
        return known.Length == 0 ? "true" : string.Join(" && ", known);
    }

    private static IEnumerable<string> Kind(ImmutableArray<EntitySchema> schemas, string attribute, string name) =>
        schemas.Any(schema => schema.Name == name) ? [$"{attribute} == {CelText.ToLiteral(Value.From(name))}"] : [];
}

/// <summary>What an expression came to.</summary>
/// <param name="Trace">Its value or error, and those of its parts; without a value where it could not be evaluated at all.</param>
/// <param name="Definitions">The definitions that it reads.</param>
/// <param name="Decision">What of the request does not fit the schemas, and why the expression could not be evaluated.</param>
public sealed record LooseEvaluation(ExpressionTrace Trace, ImmutableArray<VariableTrace> Definitions, Decision Decision);
