using System.Collections.Immutable;
using Pdp.Authoring.Editor.Files;
using Pdp.Authoring.Editor.Meaning;
using Pdp.Authoring.Editor.Text;
using Pdp.Engine.Compilation;
using Pdp.Engine.Sources;

namespace Pdp.Authoring.Editor.Answers;

/// <summary>A stretch of a document of the bundle.</summary>
/// <param name="Path">The document's path.</param>
/// <param name="Range">The stretch.</param>
public sealed record EditorLocation(string Path, EditorRange Range);

/// <summary>Finds where names are given their meaning, and where they are read.</summary>
internal static class Places
{
    public static ImmutableArray<EditorLocation> Definition(EditorBundle bundle, EditorFile file, EditorPosition position)
    {
        var index = new NameIndex(bundle);
        var names = index.At(file, file.View.Lines.OffsetOf(position));
        var found = names.SelectMany(name => index.Declarations(name.Key)).Select(static one => Of(one.File, one.Place.Start, one.Place.End)).Distinct().ToList();
        return found.Count > 0 ? [.. found] : Elsewhere(bundle, file, file.View.Lines.OffsetOf(position));
    }

    public static ImmutableArray<EditorLocation> References(EditorBundle bundle, EditorFile file, EditorPosition position, bool withDeclaration)
    {
        var index = new NameIndex(bundle);
        return
        [
            .. index.At(file, file.View.Lines.OffsetOf(position)).SelectMany(name => index.Of(name.Key)).Where(one => withDeclaration || !one.Place.IsDeclaration)
                .Select(static one => Of(one.File, one.Place.Start, one.Place.End)).Distinct(),
        ];
    }

    public static EditorLocation Of(EditorFile file, int start, int end) => new(file.Path, file.View.Lines.RangeOf(start, end));

    // actions, types, and members of attributes: they are found in the schemas, and not renamed
    private static ImmutableArray<EditorLocation> Elsewhere(EditorBundle bundle, EditorFile file, int offset)
    {
        var view = file.View;
        if (view.ExpressionAt(offset) is not { } expression)
        {
            if (view.NodeAt(offset) is not { IsString: true } node) return [];
            var isAction = node is { Parent.Name: "actions" } or { Name: "action" } or { Name: "name", Parent.Name: "action" };
            var kinds = isAction ? bundle.Model.Schema.Actions : node is { Name: "type" } ? bundle.Model.Schema.Subjects.Concat(bundle.Model.Schema.Resources) : [];
            var named = view.Root?[$"{node.Name}s"] is { IsObject: true } fixtures ? fixtures[node.Text] : null;
            if (named is not null && !isAction) return [Of(file, named.NameStart, named.NameEnd)];
            return [.. kinds.Where(kind => kind.Name == node.Text || (node.Text.EndsWith('*') && kind.Name.StartsWith(node.Text[..^1], StringComparison.Ordinal))).Select(kind => At(bundle, kind.Location)).OfType<EditorLocation>()];
        }

        var place = new ExpressionPlace(bundle.Model, view, expression);
        var position = expression.Mapped.IndexOf(offset);
        var literal = expression.Tokens.All.FirstOrDefault(token => token.Kind == Language.Syntax.TokenKind.String && token.Start <= position && position <= token.End);
        if (literal.Length > 2)
        {
            var name = expression.Text[(literal.Start + 1)..(literal.End - 1)];
            return [.. Roots.Request.SelectMany(root => bundle.Model.KindsOf(root)).Where(kind => kind.Name == name).Select(kind => At(bundle, kind.Location)).OfType<EditorLocation>()];
        }

        if (ExpressionTarget.At(expression, offset) is not { IsMember: true } target || expression.Tokens.TextOf(target.First) is not { } root || !Roots.IsRequestRoot(root)) return [];
        var path = new List<string>();
        for (var i = target.First + 1; i <= target.Token; i++)
        {
            if (expression.Tokens.Is(i, Language.Syntax.TokenKind.Identifier)) path.Add(expression.Tokens.TextOf(i));
        }

        return path.Count < 2 ? [] :
        [
            .. bundle.Model.AttributesOf(root, path[0]).Select(one => At(bundle, path.Skip(1).Aggregate(one.Attribute.Location, static (at, member) => at.Child("properties").Child(member)))).OfType<EditorLocation>(),
        ];
    }

    private static EditorLocation? At(EditorBundle bundle, SourceLocation location)
    {
        if (!bundle.Files.TryGetValue(location.File, out var file) || file.View.Root?.Nearest(location.Pointer, out var isExact) is not { } node || !isExact) return null;
        return node.NameEnd > node.NameStart ? Of(file, node.NameStart, node.NameEnd) : Of(file, node.Start, node.End);
    }
}
