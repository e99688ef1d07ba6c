using System.Collections.Immutable;
using System.Text;
using Pdp.Authoring.Editor.Answers;
using Pdp.Authoring.Linting;
using Pdp.Bundles;
using Pdp.Engine.Sources;
using Pdp.Language.Diagnostics;

namespace Pdp.Authoring.Editor.Files;

/// <summary>What loading a state of a bundle came to, and what is wrong with its documents.</summary>
public sealed class EditorCheck
{
    private readonly LoadResult _result;
    private readonly ImmutableDictionary<string, ImmutableArray<EditorFinding>> _loaded;

    private EditorCheck(EditorBundle bundle, LoadResult result, ImmutableDictionary<string, ImmutableArray<EditorFinding>> findings)
    {
        Bundle = bundle;
        _result = result;
        _loaded = findings;
        Findings = findings;
    }

    /// <summary>The state, with what the next loading may use again.</summary>
    public EditorBundle Bundle { get; }

    /// <summary>What was found, by document; those of which nothing was are not there.</summary>
    public ImmutableDictionary<string, ImmutableArray<EditorFinding>> Findings { get; private init; }

    /// <summary>Whether all documents were looked at in this state.</summary>
    public bool IsWhole { get; private init; } = true;

    /// <summary>Whether the policies load.</summary>
    public bool Loads => _result.Bundle is not null;

    /// <summary>How many documents were read for it; all others were taken as they were.</summary>
    public int Read { get; private init; }

    /// <summary>Loads a state, and tells what loading tells.</summary>
    /// <param name="bundle">The state.</param>
    /// <param name="cancellation">Ends it.</param>
    public static EditorCheck Run(EditorBundle bundle, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(bundle);
        var (result, known) = bundle.Load(cancellation);
        var before = bundle.Known?.Files.Select(static file => file.Digest).ToHashSet();
        return new EditorCheck(known is null ? bundle : bundle.Knowing(known), result, Placed(bundle, Linter.Loaded(result)))
        {
            Read = before is null ? bundle.Files.Count : bundle.Files.Values.Count(file => !before.Contains(file.Source.Digest)),
        };
    }

    /// <summary>
    /// What loading tells of one document of a state, with what was found in the others before: until all of them were looked at. Of it,
    /// errors alone, and the warnings that were told before where they are still to be seen.
    /// </summary>
    /// <param name="bundle">The state.</param>
    /// <param name="path">The document's path.</param>
    /// <param name="earlier">The check of an earlier state.</param>
    /// <param name="cancellation">Ends it.</param>
    public static EditorCheck Own(EditorBundle bundle, string path, EditorCheck earlier, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(bundle);
        ArgumentNullException.ThrowIfNull(earlier);
        var file = bundle.Files[path];
        var found = bundle.ErrorsOf(path, cancellation).Concat(bundle.Encodings.Where(one => one.Location.File == path))
            .Select(one => FindingPlacer.Place(file, one, [])).OfType<EditorFinding>();
        ImmutableArray<EditorFinding> all = [.. found, .. earlier.Carried(bundle, path, static one => one.Severity == Severity.Warning)];
        return new EditorCheck(bundle, earlier._result, earlier._loaded)
        {
            Read = 1,
            IsWhole = false,
            Findings = all.IsEmpty ? earlier.Findings.Remove(path) : earlier.Findings.SetItem(path, all),
        };
    }

    /// <summary>Whether all was found that the linter finds in this state.</summary>
    public bool IsLinted { get; private init; }

    /// <summary>The same with what the linter says of this state. It takes longer than <see cref="Run"/>; nothing of what does not load.</summary>
    public EditorCheck Linted() => new(Bundle, _result, _loaded)
    {
        Read = Read,
        IsLinted = true,
        Findings = Loads ? Placed(Bundle, Linter.Lint(_result)) : Findings,
    };

    /// <summary>The same with what the linter said of an earlier state, where that is still to be seen: until it has looked at this one.</summary>
    /// <param name="earlier">The check of that state.</param>
    public EditorCheck With(EditorCheck earlier)
    {
        ArgumentNullException.ThrowIfNull(earlier);
        var findings = Findings.ToBuilder();
        foreach (var path in earlier.Findings.Keys)
        {
            var linted = earlier.Carried(Bundle, path, static one => LintCodes.IsLint(one.Code));
            if (linted.Count > 0) findings[path] = [.. findings.GetValueOrDefault(path, []), .. linted];
        }

        return new EditorCheck(Bundle, _result, _loaded) { Read = Read, Findings = findings.ToImmutable() };
    }

    /// <summary>The change of a document that makes all fixes by which no decision changes; null when there are none, or the policies do not load.</summary>
    /// <param name="path">Its path.</param>
    /// <param name="cancellation">Ends it.</param>
    public EditorEdit? Fixed(string path, CancellationToken cancellation = default)
    {
        if (!Loads || !Bundle.Files.TryGetValue(path, out var file)) return null;
        var bundle = Bundle.Knowing(_result.Bundle!);
        var (_, _, made) = SafeFixes.Make(_result, texts =>
        {
            bundle = bundle.With(path, Encoding.UTF8.GetString(texts[path]), file.Version ?? 0);
            return bundle.Load(cancellation).Result;
        }, path);
        return made == 0 ? null : EditorEdits.Difference(file.View, bundle.Files[path].View.Text);
    }

    // what was found here of a document, where a later state has it still
    private List<EditorFinding> Carried(EditorBundle later, string path, Func<SourceDiagnostic, bool> isMeant)
    {
        if (!later.Files.TryGetValue(path, out var file)) return [];
        var isSame = Bundle.Files.TryGetValue(path, out var before) && before.Source.Digest == file.Source.Digest;
        return
        [
            .. Findings.GetValueOrDefault(path, []).Where(one => isMeant(one.Diagnostic))
                .Select(one => isSame ? one : Waivers.Has(file.View, one.Diagnostic) ? null : FindingPlacer.Place(file, one.Diagnostic with { Position = null }, [])).OfType<EditorFinding>(),
        ];
    }

    private static ImmutableDictionary<string, ImmutableArray<EditorFinding>> Placed(EditorBundle bundle, LintReport report)
    {
        var findings = report.Findings.Concat(bundle.Unreadable.Concat(bundle.Encodings).Select(static one => new LintFinding(one, null, [])));
        return findings.GroupBy(finding => Home(bundle, finding.Diagnostic), StringComparer.Ordinal)
            .Where(static group => group.Key.Length > 0)
            .Select(group => (group.Key, Found: group.Select(finding => Placed(bundle, group.Key, finding)).OfType<EditorFinding>().ToImmutableArray()))
            .Where(static one => !one.Found.IsEmpty)
            .ToImmutableDictionary(static one => one.Key, static one => one.Found, StringComparer.Ordinal);
    }

    // of a file that could not be read there is no text, and so no place in it
    private static EditorFinding? Placed(EditorBundle bundle, string path, LintFinding finding) => bundle.Files.TryGetValue(path, out var file)
        ? FindingPlacer.Place(file, finding.Diagnostic, finding.Fixes)
        : new EditorFinding(finding.Diagnostic, default, []);

    // what is about no document is told in the first one that there is
    private static string Home(EditorBundle bundle, SourceDiagnostic diagnostic)
    {
        var path = diagnostic.Location.File ?? "";
        var isOne = bundle.Files.ContainsKey(path) || (path.Length > 0 && bundle.Unreadable.Any(one => one.Location.File == path) && path != bundle.Root);
        return isOne ? path : bundle.Files.Keys.FirstOrDefault() ?? "";
    }
}
