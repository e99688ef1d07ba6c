using System.Diagnostics;
using System.Globalization;

namespace Pdp.LoadBenchmarks.Reloads;

/// <summary>A folder of policies behind a link, edited as an editor saves and as a deployment swaps. No edit changes an answer.</summary>
internal sealed class EditedFolder
{
    private const string FirstVersion = "\"version\":1,";

    private readonly string _place;
    private readonly string[] _files;
    private readonly Dictionary<string, string> _texts;
    private int _version = 1;
    private int _release;

    /// <param name="folder">Policies, all of version 1, which are copied.</param>
    /// <param name="place">Where the copies are.</param>
    public EditedFolder(string folder, string place)
    {
        _place = place;
        if (Directory.Exists(place)) Directory.Delete(place, recursive: true);
        Directory.CreateDirectory(place);
        _texts = Directory.GetFiles(folder).ToDictionary(static file => Path.GetFileName(file), File.ReadAllText, StringComparer.Ordinal);
        _files = [.. _texts.Where(static pair => pair.Value.Contains(FirstVersion, StringComparison.Ordinal)).Select(static pair => pair.Key).Order(StringComparer.Ordinal)];
        Release();
    }

    /// <summary>The folder to serve: a link.</summary>
    public string Current => Path.Combine(_place, "current");

    /// <summary>Saves one file with a higher version: written beside it, and renamed over it.</summary>
    public void Edit()
    {
        var file = _files[_version * 7919 % _files.Length];
        var path = Path.Combine(Current, file);
        File.WriteAllText(path + ".tmp", Text(file, ++_version));
        File.Move(path + ".tmp", path, overwrite: true);
    }

    /// <summary>Makes ready another folder, in which all files have a higher version.</summary>
    /// <returns>Points the link to it.</returns>
    public Action Release()
    {
        _version++;
        var name = string.Create(CultureInfo.InvariantCulture, $"release-{++_release}");
        var folder = Directory.CreateDirectory(Path.Combine(_place, name)).FullName;
        foreach (var file in _texts.Keys) File.WriteAllText(Path.Combine(folder, file), Text(file, _version));
        if (_release > 1)
        {
            Directory.CreateSymbolicLink(Current + ".new", name);
            return () =>
            {
                // the framework does not rename over what leads to a folder
                using var mv = Process.Start("mv", ["-T", Current + ".new", Current]);
                mv.WaitForExit();
            };
        }

        Directory.CreateSymbolicLink(Current, name);
        return static () => { };
    }

    private string Text(string file, int version) =>
        _texts[file].Replace(FirstVersion, string.Create(CultureInfo.InvariantCulture, $"\"version\":{version},"), StringComparison.Ordinal);
}
