namespace Pdp.Server.Settings;

/// <summary>Something wrong with the settings.</summary>
/// <param name="Where">The option, variable or file member as it was written.</param>
/// <param name="Message">What is wrong: lower case, no full stop.</param>
/// <param name="Help">What to do about it, or null.</param>
internal sealed record SettingError(string Where, string Message, string? Help = null);
