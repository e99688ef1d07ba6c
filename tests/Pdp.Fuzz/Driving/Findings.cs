using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Pdp.Fuzz.Driving;

/// <summary>What was found, a file each: the kind and what was wrong as comments, then the input.</summary>
internal sealed class Findings(string folder)
{
    /// <summary>Keeps a finding; how it is told on screen.</summary>
    public string Save(string target, string kind, string what, string input)
    {
        Directory.CreateDirectory(folder);
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.Unicode.GetBytes(input)))[..12];
        var path = Path.Combine(folder, $"{kind}-{hash}.txt");
        var text = new StringBuilder();
        foreach (var line in what.Split('\n')) text.Append(CultureInfo.InvariantCulture, $"# {line.TrimEnd()}\n");
        text.Append(CultureInfo.InvariantCulture, $"{CorpusText.Write(input)}\n");
        File.WriteAllText(path, text.ToString());
        return $"found a {kind}: {what.Split('\n')[0]}\n  replay it: dotnet run -c Release --project tests/Pdp.Fuzz -- {target} --replay {path}";
    }

    public int Count => Directory.Exists(folder) ? Directory.GetFiles(folder).Length : 0;

    /// <summary>The input of a finding's file.</summary>
    public static string Read(string path) =>
        CorpusText.Read(File.ReadAllLines(path).LastOrDefault(line => !line.StartsWith("# ", StringComparison.Ordinal)) ?? "");
}
