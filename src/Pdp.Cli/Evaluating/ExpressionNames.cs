using System.Collections.Immutable;
using Pdp.Cli.Output;
using Pdp.Engine.Sources;
using Pdp.Language.Functions;

namespace Pdp.Cli.Evaluating;

/// <summary>The names that may stand in an expression, for whoever has typed a part of one.</summary>
/// <param name="source">Gives the schemas and definitions.</param>
/// <param name="commands">What may stand at the start of a line besides.</param>
internal sealed class ExpressionNames(Func<PolicySetSource> source, ImmutableArray<string> commands)
{
    private static readonly string[] Words = ["subject", "resource", "action", "context", "now", "definitions", "true", "false", "null", "in"];

    /// <summary>What the word before the cursor may become.</summary>
    /// <param name="line">The line up to the cursor.</param>
    /// <returns>The word, and all names that begin with it, in order.</returns>
    public (string Word, IReadOnlyList<string> Names) Complete(string line)
    {
        var start = line.Length;
        while (start > 0 && (char.IsAsciiLetterOrDigit(line[start - 1]) || line[start - 1] is '_' or '.' or ':')) start--;
        var word = line[start..];
        var names = start == 0 && word.StartsWith(':') ? commands : word.Length == 0 ? [] : Names();
        // a schema may name an attribute as it likes, and a terminal obeys some of it
        return (word, [.. names.Where(name => name.StartsWith(word, StringComparison.Ordinal) && name == Printable.OneLine(name)).Distinct().Order(StringComparer.Ordinal)]);

        IEnumerable<string> Names() => Attributes().Concat(Words).Concat(Functions(word));
    }

    private IEnumerable<string> Attributes()
    {
        var schema = source().Schema;
        foreach (var name in Of("subject", schema.Subjects).Concat(Of("resource", schema.Resources))) yield return name;
        foreach (var name in (string[])["subject.type", "subject.id", "resource.type", "resource.id", "action.name"]) yield return name;
        foreach (var attribute in schema.Context?.Attributes ?? []) yield return $"context.{attribute.Member.Name}";
        foreach (var attribute in schema.Actions.SelectMany(action => action.Attributes)) yield return $"action.{attribute.Member.Name}";
        foreach (var definition in source().Definitions) yield return $"definitions.{definition.Name}";

        static IEnumerable<string> Of(string root, ImmutableArray<EntitySchema> schemas) =>
            schemas.SelectMany(one => one.Attributes).Select(attribute => $"{root}.{attribute.Member.Name}");
    }

    // a function may stand behind a value and a dot: `subject.name.startsWith`; right behind the dot, all of them are too many
    private static IEnumerable<string> Functions(string word)
    {
        var dot = word.LastIndexOf('.');
        if (dot == word.Length - 1) return [];
        return StandardLibrary.Policies.Names.Where(static name => char.IsAsciiLetter(name[0])).SelectMany(name => dot < 0 ? [name] : (string[])[name, word[..(dot + 1)] + name]);
    }
}
