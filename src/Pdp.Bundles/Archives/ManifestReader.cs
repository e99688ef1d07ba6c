using System.Buffers;
using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Pdp.Bundles.Loading;
using Pdp.Bundles.Reading;
using Pdp.Bundles.Text;
using Pdp.Language.Values;

namespace Pdp.Bundles.Archives;

/// <summary>Reads manifests: strictly, and everything that is wrong with one.</summary>
internal sealed partial class ManifestReader
{
    private const int Depth = 3;
    private const int MostProblems = 20;
    private const int LongestName = 256;

    private static readonly string[] OfManifest =
    [
        ManifestNames.Format, ManifestNames.Name, ManifestNames.Revision, ManifestNames.Sequence, ManifestNames.NotAfter, ManifestNames.Created, ManifestNames.Files,
    ];

    private static readonly string[] OfFile = [ManifestNames.Path, ManifestNames.Size, ManifestNames.Sha256];
    private static readonly SearchValues<char> Hexadecimal = SearchValues.Create("0123456789abcdef");

    private readonly byte[] _utf8;
    private readonly ArchiveLimits _limits;
    private readonly LoadOptions _load;
    private readonly List<string> _problems = [];
    private int _count;

    private ManifestReader(byte[] utf8, ArchiveLimits limits, LoadOptions load)
    {
        _utf8 = utf8;
        _limits = limits;
        _load = load;
    }

    /// <summary>Reads a manifest.</summary>
    /// <param name="utf8">Its text.</param>
    /// <param name="limits">Bounds on the archive.</param>
    /// <param name="load">Bounds on the documents.</param>
    /// <returns>The manifest, or everything that is wrong with it.</returns>
    public static (Manifest? Manifest, IReadOnlyList<string> Problems) Read(byte[] utf8, ArchiveLimits limits, LoadOptions load)
    {
        var problems = new List<JsonProblem>();
        var root = JsonTreeReader.Read(utf8, Depth, problems);
        var reader = new ManifestReader(utf8, limits, load);
        foreach (var problem in problems) reader.Problem(problem.Pointer, problem.Message);
        var manifest = root is null || problems.Count > 0 ? null : reader.Manifest(root);
        return reader._count > 0 ? (null, reader.Told()) : (manifest, []);
    }

    private Manifest? Manifest(JsonNode root)
    {
        if (!root.IsObject)
        {
            Problem("", $"expected object, got {root.Kind.Text()}");
            return null;
        }

        // another version may have other members: then only this is told
        if (Number(root, ManifestNames.Format, 1, int.MaxValue) is { } format && format != ManifestNames.ThisFormat)
        {
            Problem("/format", $"expected version {ManifestNames.ThisFormat} of the format, got {format}");
            return null;
        }

        Known(root, OfManifest);
        var name = Text(root, ManifestNames.Name);
        if (name is not null && (name.Length is 0 or > LongestName || name.EnumerateRunes().Any(Words.IsUnsafe)))
            Problem("/name", $"expected a name of 1 to {LongestName} characters on one line, got {Words.Quote(name)}");
        var revision = Text(root, ManifestNames.Revision);
        if (revision is not null && !RevisionForm().IsMatch(revision))
            Problem("/revision", $"expected the id of a commit or `sha256:` and a digest, got {Words.Quote(revision)}");
        var facts = new ManifestFacts
        {
            Sequence = root[ManifestNames.Sequence] is null ? null : Number(root, ManifestNames.Sequence, 1, ManifestFacts.LargestSequence),
            NotAfter = Time(root, ManifestNames.NotAfter),
            Created = Time(root, ManifestNames.Created),
        };
        var files = Files(root);
        return _count > 0 ? null : new Manifest(name!, revision!, facts, files);
    }

    private ImmutableArray<ManifestFile> Files(JsonNode root)
    {
        if (root[ManifestNames.Files] is not { } list)
        {
            Problem("", "member `files` is missing");
            return [];
        }

        if (!list.IsArray)
        {
            Problem("/files", $"expected array, got {list.Kind.Text()}");
            return [];
        }

        if (list.Items.Count > _load.MaxFiles)
        {
            Problem("/files", Invariant($"there are more than {_load.MaxFiles} documents"));
            return [];
        }

        var files = ImmutableArray.CreateBuilder<ManifestFile>(list.Items.Count);
        var total = 0L;
        foreach (var item in list.Items)
        {
            if (File(item) is not { } file) continue;
            if (files.Count > 0 && string.CompareOrdinal(files[^1].Path, file.Path) is var order and >= 0)
                Problem(item.Pointer, order == 0 ? $"the document {Words.Quote(file.Path)} occurs twice" : $"the document {Words.Quote(file.Path)} stands out of order");
            files.Add(file);
            total += file.Size;
        }

        if (total > _load.MaxTotalBytes) Problem("/files", Invariant($"the documents are larger than {_load.MaxTotalBytes} bytes together"));
        return files.ToImmutable();
    }

    private ManifestFile? File(JsonNode item)
    {
        if (!item.IsObject)
        {
            Problem(item.Pointer, $"expected object, got {item.Kind.Text()}");
            return null;
        }

        var before = _count;
        Known(item, OfFile);
        var path = Text(item, ManifestNames.Path);
        if (path is not null && WrongPath(path) is { } wrong) Problem($"{item.Pointer}/path", $"{Words.Quote(path)} {wrong}");
        var size = Number(item, ManifestNames.Size, 0, long.MaxValue);
        if (size > _load.MaxFileBytes) Problem($"{item.Pointer}/size", Invariant($"the file is larger than {_load.MaxFileBytes} bytes"));
        var digest = Text(item, ManifestNames.Sha256);
        if (digest is not null && (digest.Length != 64 || digest.AsSpan().ContainsAnyExcept(Hexadecimal)))
            Problem($"{item.Pointer}/sha256", $"expected 64 hexadecimal digits in lower case, got {Words.Quote(digest)}");
        return _count > before ? null : new ManifestFile(path!, size!.Value, digest!);
    }

    private string? WrongPath(string path) => path switch
    {
        "" => "is no path",
        _ when path[0] == '/' => "is an absolute path",
        _ when path.Contains('\\', StringComparison.Ordinal) => "has a backslash in it",
        _ when path.EnumerateRunes().Any(Words.IsUnsafe) => "has a control character in it",
        _ when path.Split('/').Any(static part => part is "" or "." or "..") => "leads elsewhere than its names say",
        _ when !StateFiles.IsDocument(path) => "is no document: these end in `.json`, and no part of their paths begins with a dot",
        _ when Encoding.UTF8.GetByteCount(path) > _limits.MaxPathBytes => Invariant($"is longer than {_limits.MaxPathBytes} bytes"),
        _ => null,
    };

    private void Known(JsonNode node, string[] names)
    {
        foreach (var member in node.Items)
        {
            if (names.Contains(member.Name, StringComparer.Ordinal)) continue;
            var near = Suggestions.DidYouMean(member.Name!, names);
            Problem(node.Pointer, $"unknown member {Words.Quote(member.Name!)}{(near is null ? "" : $" ({near})")}");
        }
    }

    private string? Text(JsonNode node, string name)
    {
        if (node[name] is { IsString: true } member) return member.Text;
        Problem(node.Pointer, node[name] is { } other ? $"`{name}`: expected string, got {other.Kind.Text()}" : $"member `{name}` is missing");
        return null;
    }

    // read as written: a double does not hold every one of them
    private long? Number(JsonNode node, string name, long least, long most)
    {
        if (node[name] is not { } member)
        {
            Problem(node.Pointer, $"member `{name}` is missing");
            return null;
        }

        if (member.Kind == JsonKind.Number
            && long.TryParse(_utf8.AsSpan(member.Offset, member.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && number >= least && number <= most)
        {
            return number;
        }

        Problem(node.Pointer, Invariant($"`{name}`: expected a whole number from {least} to {most}, got {(member.Kind == JsonKind.Number ? Encoding.UTF8.GetString(_utf8, member.Offset, member.Length) : member.Kind.Text())}"));
        return null;
    }

    private DateTimeOffset? Time(JsonNode node, string name)
    {
        if (node[name] is null || Text(node, name) is not { } text) return null;
        var value = CelText.ParseTimestamp(text);
        if (value.Kind == ValueKind.Timestamp)
            return DateTimeOffset.FromUnixTimeSeconds(value.AsTimestamp.Seconds).AddTicks(value.AsTimestamp.Nanos / TimeSpan.NanosecondsPerTick);
        Problem(node.Pointer, $"`{name}`: expected a time such as `2026-03-02T10:00:00Z`, got {Words.Quote(text)}");
        return null;
    }

    private void Problem(string pointer, string message)
    {
        if (++_count <= MostProblems) _problems.Add(pointer.Length == 0 ? message : $"{pointer}: {message}");
    }

    private List<string> Told()
    {
        if (_count > MostProblems) _problems.Add(Invariant($"and {_count - MostProblems} more errors"));
        return _problems;
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    [GeneratedRegex(@"\A(?:sha256:[0-9a-f]{64}|(?:[0-9a-f]{40}|[0-9a-f]{64})(?:\+[0-9a-f]{12})?)\z", RegexOptions.CultureInvariant)]
    private static partial Regex RevisionForm();
}
