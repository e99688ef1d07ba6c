using Microsoft.Extensions.Options;

namespace Pdp.Client.AspNetCore;

/// <summary>Finds everything that is wrong with the options.</summary>
internal sealed class PdpAuthorizationOptionsValidator : IValidateOptions<PdpAuthorizationOptions>
{
    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, PdpAuthorizationOptions options)
    {
        List<string> errors = [];
        if (options.SubjectIdClaims.Count == 0 || options.SubjectIdClaims.Any(string.IsNullOrEmpty))
            errors.Add("`SubjectIdClaims`: expected at least one claim, such as `sub`, and none without a name");
        if (string.IsNullOrEmpty(options.SubjectType)) errors.Add("`SubjectType`: expected a type, such as `user`");
        if (options.SubjectTypeClaim is "") errors.Add("`SubjectTypeClaim`: expected the name of a claim, or null");
        if (options.RemoteAddressAttribute is "") errors.Add("`RemoteAddressAttribute`: expected the name of an attribute, or null");
        if (options.RetryAfter < TimeSpan.FromSeconds(1) || options.RetryAfter > TimeSpan.FromHours(1))
            errors.Add($"`RetryAfter`: expected {TimeSpan.FromSeconds(1)} to {TimeSpan.FromHours(1)}, got {options.RetryAfter}");
        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }
}
