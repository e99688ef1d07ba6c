using Microsoft.Extensions.Configuration;

namespace Pdp.Server.Settings;

/// <summary>The settings file, read once.</summary>
/// <param name="Path">Its path as told to people.</param>
/// <param name="Configuration">Its members; empty when there is no file.</param>
/// <param name="Error">What is wrong with the file, or null.</param>
internal sealed record SettingsFile(string Path, IConfiguration Configuration, SettingError? Error)
{
    private const string Name = "appsettings.json";

    /// <summary>No file.</summary>
    public static SettingsFile None { get; } = new(Name, new ConfigurationBuilder().Build(), null);

    /// <summary>Reads <c>appsettings.json</c> of a folder.</summary>
    public static SettingsFile Read(string folder)
    {
        var path = System.IO.Path.Combine(folder, Name);
        if (!File.Exists(path)) return None;
        try
        {
            using var stream = File.OpenRead(path);
            return new SettingsFile(Name, new ConfigurationBuilder().AddJsonStream(stream).Build(), null);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or FormatException or InvalidDataException or System.Text.Json.JsonException)
        {
            return None with { Error = new SettingError(Name, $"cannot be read: {exception.GetBaseException().Message}") };
        }
    }
}
