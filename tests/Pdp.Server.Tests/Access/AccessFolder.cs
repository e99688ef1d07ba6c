using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Pdp.Server.Settings;

namespace Pdp.Server.Tests.Access;

/// <summary>A folder with access policies and a file of API keys.</summary>
internal sealed class AccessFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("pdp-access-");

    public AccessFolder() => _folder.CreateSubdirectory("policies");

    public string Policies => Path.Combine(_folder.FullName, "policies");

    public string Keys => Path.Combine(_folder.FullName, "keys.json");

    /// <summary>A socket in it.</summary>
    public ListenAddress Socket(string name) => ListenAddress.Parse($"unix:{Path.Combine(_folder.FullName, name)}", out _)!;

    /// <summary>Puts rules in place, which all permit.</summary>
    public AccessFolder Permit(params (string Id, string[] Actions, string When)[] rules) => Put("callers.json", JsonSerializer.Serialize(new
    {
        apiVersion = "pdp/v1", kind = "Policy", id = "callers", version = 1,
        rules = rules.Select(static rule => new { id = rule.Id, effect = "permit", actions = rule.Actions, when = rule.When }),
    }));

    public AccessFolder Put(string name, string text)
    {
        Replace(Path.Combine(Policies, name), text);
        return this;
    }

    /// <summary>Puts keys in place.</summary>
    public AccessFolder PutKeys(params (string Name, string Key, string? Expires)[] keys) => PutKeys(JsonSerializer.Serialize(new
    {
        keys = keys.Select(static key => new { name = key.Name, sha256 = Digest(key.Key), expires = key.Expires }),
    }));

    public AccessFolder PutKeys(string text)
    {
        Replace(Keys, text);
        return this;
    }

    public PdpServerOptions Set(PdpServerOptions options) => options with { Access = Policies, ApiKeys = File.Exists(Keys) ? Keys : null };

    public void Dispose() => _folder.Delete(recursive: true);

    public static string Digest(string key) => Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(key)));

    private static void Replace(string path, string text)
    {
        File.WriteAllText(path + ".new", text);
        File.Move(path + ".new", path, overwrite: true);
    }
}
