using System.Collections.Immutable;
using Pdp.Authoring.Editor.Files;
using Pdp.Authoring.Editor.Meaning;
using Pdp.Authoring.Editor.Text;
using Pdp.Bundles.Schemas;
using Pdp.Engine.Compilation;
using Pdp.Language.Diagnostics;
using Pdp.Language.Syntax;

namespace Pdp.Authoring.Editor.Answers;

/// <summary>What a new name changes.</summary>
/// <param name="Edits">The changes, by document; empty when there is a reason against it.</param>
/// <param name="Refusal">Why it cannot be, for people; null: it can.</param>
public sealed record EditorRename(ImmutableDictionary<string, ImmutableArray<EditorEdit>> Edits, string? Refusal)
{
    internal static EditorRename Refused(string why) => new(ImmutableDictionary<string, ImmutableArray<EditorEdit>>.Empty, why);
}

/// <summary>Gives names anew, everywhere at once, or not at all.</summary>
internal static class Renames
{
    /// <summary>The name at a place that can be given anew; null when there is none.</summary>
    public static (EditorRange Range, string Name)? Prepare(EditorBundle bundle, EditorFile file, EditorPosition position)
    {
        var names = new NameIndex(bundle).At(file, file.View.Lines.OffsetOf(position));
        return names.IsEmpty ? null : (file.View.Lines.RangeOf(names[0].Start, names[0].End), names[0].Key.Name);
    }

    public static EditorRename Make(EditorBundle bundle, EditorFile file, EditorPosition position, string name, CancellationToken cancellation)
    {
        var index = new NameIndex(bundle);
        var names = index.At(file, file.View.Lines.OffsetOf(position)).Select(static one => one.Key).Distinct().ToList();
        if (names.Count == 0) return EditorRename.Refused("there is no name here that can be changed");
        if (names.Count > 1 && names[0].Kind == NameKind.Rule) return EditorRename.Refused($"several policies have a rule `{names[0].Name}`: change its name where it stands");
        if (names.Count > 1) return EditorRename.Refused($"`{names[0].Name}` is an attribute of subjects and of resources here: change its name where one of them is described");
        var key = names[0];
        if (key.Name == name) return EditorRename.Refused($"`{name}` is its name already");
        var places = index.Of(key).ToList();
        if (Against(bundle, index, key, name, places) is { } why) return EditorRename.Refused(why);
        if (Unclear(bundle, key) is { } unclear) return EditorRename.Refused(unclear);
        var edits = places.GroupBy(static one => one.File)
            .ToImmutableDictionary(static group => group.Key.Path, group => group.Select(one => one.Place).DistinctBy(static place => place.Start)
                .Select(place => new EditorEdit(group.Key.View.Lines.RangeOf(place.Start, place.End), name)).ToImmutableArray(), StringComparer.Ordinal);
        return Broken(bundle, edits, cancellation) is { } broken ? EditorRename.Refused(broken) : new EditorRename(edits, null);
    }

    private static string? Against(EditorBundle bundle, NameIndex index, NameKey key, string name, List<(EditorFile File, Occurrence Place)> places)
    {
        if (key.Kind == NameKind.Policy)
        {
            if (!PatternTests.IsId(name)) return $"`{name}` is no id: letters, digits and . _ : / - ; at most 128, the first a letter or digit";
            return bundle.Model.PoliciesOf(name).Any() ? $"there is a policy `{name}` already" : places.Exists(static one => one.Place.IsDeclaration) ? null : $"there is no policy `{key.Name}`";
        }

        if (key.Kind is NameKind.Rule or NameKind.Inline)
        {
            if (!PatternTests.IsId(name)) return $"`{name}` is no id: letters, digits and . _ : / - ; at most 128, the first a letter or digit";
            if (!places.Exists(static one => one.Place.IsDeclaration)) return $"there is no {(key.Kind == NameKind.Rule ? "rule" : "policy")} `{key.Name}` there";
            if (new[] { NameKind.Rule, NameKind.Inline }.Any(kind => index.Of(new NameKey(kind, key.Scope, name)).Any(static one => one.Place.IsDeclaration)))
                return $"there is `{name}` in this policy already";
            return key.Kind == NameKind.Rule && index.Unattributed(key.Name).FirstOrDefault() is { } file
                ? $"`{file.Path}` names `{key.Name}` without a policy, and several have such a rule: rename by hand"
                : null;
        }

        if (key.Kind == NameKind.Fixture)
        {
            if (name.Length == 0 || name.Any(static letter => letter is '"' or '\\' || char.IsControl(letter))) return $"`{name}` is no name of a test's subject, resource or context";
            if (!places.Exists(static one => one.Place.IsDeclaration)) return $"`{key.Name}` is described nowhere";
            return index.Of(key with { Name = name }).Any(static one => one.Place.IsDeclaration) ? $"there is `{name}` already" : null;
        }

        if (!Words.IsIdentifier(name) || Words.Keywords.Contains(name) || Words.Reserved.Contains(name))
            return $"`{name}` is no name: letters, digits and _, the first no digit, and no word of the language";
        if (!places.Exists(static one => one.Place.IsDeclaration)) return $"`{key.Name}` is described nowhere";
        if (index.Of(key with { Name = name }).Any(static one => one.Place.IsDeclaration)) return $"there is `{name}` already";
        switch (key.Kind)
        {
            case NameKind.Variable when places[0].File.Names.Any(one => one.Key.Kind == NameKind.Variable && one.Key.Name == name):
                return $"there is a variable `{name}` in this document already";
            case NameKind.Attribute when Roots.IsOwnMember(key.Scope, name) || Roots.IsToken(key.Scope, name):
                return $"`{key.Scope}.{name}` has a meaning of its own";
            case NameKind.Attribute when places.Exists(one => one.Place is { IsDeclaration: false, Type: { } } && IsOfBoth(bundle, key, one.Place.Type)):
                return $"`{key.Name}` of an entity is both an attribute of subjects and of resources";
        }

        return null;
    }

    // A name that is overlooked, or taken for another, would change what is decided, and load: where words do not say whose it is, people rename by hand.
    private static string? Unclear(EditorBundle bundle, NameKey key)
    {
        var root = key.Kind switch
        {
            NameKind.Variable => Roots.Variables,
            NameKind.Definition => Roots.Definitions,
            NameKind.Attribute => key.Scope,
            _ => null,
        };
        if (root is null) return null;
        foreach (var file in bundle.Files.Values)
        {
            foreach (var tokens in file.View.Expressions.Select(static expression => expression.Tokens))
            {
                for (var i = 0; i < tokens.All.Count; i++)
                {
                    if (!tokens.Is(i, TokenKind.Identifier) || tokens.TextOf(i) != root || tokens.IsDot(i - 1, out _)) continue;

                    // `root.name` and `root.?name` alone: all else reads it as a whole, or names something else so, as the variable of a macro
                    var member = tokens.Is(i + 1, TokenKind.Dot) ? tokens.Is(i + 2, TokenKind.Question) ? i + 3 : i + 2 : -1;
                    if (member < 0 || !tokens.Is(member, TokenKind.Identifier)) return $"`{file.Path}` has `{root}` other than before a name, so that it cannot be told what `{key.Name}` means in all places: rename by hand";
                    if (key.Kind == NameKind.Attribute && tokens.TextOf(member) == Roots.Properties && !IsNamed(tokens, member))
                        return $"`{file.Path}` reads `{root}.{Roots.Properties}` as a whole, so that it cannot be told where `{key.Name}` is read: rename by hand";
                }
            }
        }

        return null;
    }

    // `properties.x`, `properties.?x`, `properties["x"]`
    private static bool IsNamed(ExpressionTokens tokens, int properties)
    {
        if (tokens.Is(properties + 1, TokenKind.Dot)) return tokens.Is(properties + (tokens.Is(properties + 2, TokenKind.Question) ? 3 : 2), TokenKind.Identifier);
        return tokens.Is(properties + 1, TokenKind.LeftBracket) && tokens.Is(properties + 2, TokenKind.String) && tokens.Is(properties + 3, TokenKind.RightBracket)
            && tokens.TextOf(properties + 2) is ['\'' or '"', .., '\'' or '"'] text && !text.Contains('\\', StringComparison.Ordinal) && !text.StartsWith("\"\"\"", StringComparison.Ordinal) && !text.StartsWith("\'\'\'", StringComparison.Ordinal);
    }

    private static bool IsOfBoth(EditorBundle bundle, NameKey key, string type)
    {
        var other = key.Scope == Roots.Subject ? Roots.Resource : Roots.Subject;
        return bundle.Model.AttributesOf(other, key.Name).Any(one => one.Kind.Name == type);
    }

    // what loads has to load with the new name as well
    private static string? Broken(EditorBundle bundle, ImmutableDictionary<string, ImmutableArray<EditorEdit>> edits, CancellationToken cancellation)
    {
        if (bundle.Load(cancellation).Result.Bundle is not { } before) return null;
        var changed = bundle.Knowing(before);
        foreach (var (path, ofFile) in edits)
        {
            var file = bundle.Files[path];
            changed = changed.With(path, EditorEdits.Apply(file.View, ofFile), file.Version ?? 0);
        }

        var error = changed.Load(cancellation).Result.Diagnostics.FirstOrDefault(static found => found.Severity == Severity.Error);
        return error is null ? null : $"the policies would not load any more: {error.Location}: {error.Message}";
    }
}

/// <summary>Makes changes to a text.</summary>
internal static class EditorEdits
{
    /// <summary>The change of the stretch in which a text is another; null when it is the same.</summary>
    public static EditorEdit? Difference(DocumentView view, string text)
    {
        var before = view.Text;
        var start = before.AsSpan().CommonPrefixLength(text);
        if (start == before.Length && start == text.Length) return null;
        var end = 0;
        while (end < Math.Min(before.Length, text.Length) - start && before[^(end + 1)] == text[^(end + 1)]) end++;

        // neither a pair of units nor a line end is taken apart
        while (start > 0 && (char.IsHighSurrogate(before[start - 1]) || before[start - 1] == '\r')) start--;
        while (end > 0 && (char.IsLowSurrogate(before[^end]) || before[^end] == '\n')) end--;
        return new EditorEdit(view.Lines.RangeOf(start, before.Length - end), text[start..(text.Length - end)]);
    }

    public static string Apply(DocumentView view, IEnumerable<EditorEdit> edits)
    {
        var text = new System.Text.StringBuilder(view.Text);
        foreach (var edit in edits.OrderByDescending(edit => view.Lines.OffsetOf(edit.Range.Start)))
        {
            var start = view.Lines.OffsetOf(edit.Range.Start);
            text.Remove(start, view.Lines.OffsetOf(edit.Range.End) - start).Insert(start, edit.Text);
        }

        return text.ToString();
    }
}
