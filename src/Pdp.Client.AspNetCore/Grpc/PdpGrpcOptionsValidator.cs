using Microsoft.Extensions.Options;

namespace Pdp.Client.AspNetCore;

/// <summary>Finds what is wrong with the options.</summary>
internal sealed class PdpGrpcOptionsValidator : IValidateOptions<PdpGrpcOptions>
{
    private static readonly TimeSpan Least = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Most = TimeSpan.FromHours(1);

    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, PdpGrpcOptions options) =>
        options.RecheckInterval >= Least && options.RecheckInterval <= Most
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail($"`RecheckInterval`: expected {Least} to {Most}, got {options.RecheckInterval}");
}
