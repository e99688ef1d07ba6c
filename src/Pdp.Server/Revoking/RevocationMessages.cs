using Google.Protobuf.WellKnownTypes;
using Pdp.Contracts.V1;
using Pdp.Identity.Revocations;
using Revocation = Pdp.Identity.Revocations.Revocation;
using RevocationMessage = Pdp.Contracts.V1.Revocation;

namespace Pdp.Server.Revoking;

/// <summary>Between revocations and messages.</summary>
internal static class RevocationMessages
{
    /// <summary>Writes one.</summary>
    public static RevocationMessage Of(Revocation one)
    {
        var message = new RevocationMessage { Issuer = one.Issuer ?? "", Reason = one.Reason };
        switch (one.Kind)
        {
            case RevokedKind.Subject:
                message.Subject = new RevokedSubject { Type = one.SubjectType!, Id = one.Value };
                break;
            case RevokedKind.Session:
                message.Session = one.Value;
                break;
            case RevokedKind.Token:
                message.Token = one.Value;
                break;
            case RevokedKind.SpiffeId:
                message.SpiffeId = one.Value;
                break;
            default:
                message.Certificate = one.Value;
                break;
        }

        if (one.TokensBefore is { } before) message.TokensBefore = Timestamp.FromDateTimeOffset(before);
        if (one.Until is { } until) message.Until = Timestamp.FromDateTimeOffset(until);
        return message;
    }

    /// <summary>Reads one.</summary>
    /// <returns>It, or what is wrong with it.</returns>
    public static (Revocation? Revocation, string? Fault) Read(RevocationMessage message)
    {
        var kind = message.WhatCase switch
        {
            RevocationMessage.WhatOneofCase.Subject => RevokedKind.Subject,
            RevocationMessage.WhatOneofCase.Session => RevokedKind.Session,
            RevocationMessage.WhatOneofCase.Token => RevokedKind.Token,
            RevocationMessage.WhatOneofCase.SpiffeId => RevokedKind.SpiffeId,
            RevocationMessage.WhatOneofCase.Certificate => RevokedKind.Certificate,
            _ => (RevokedKind?)null,
        };
        if (kind is null) return (null, "expected one of `subject`, `session`, `token`, `spiffe_id` and `certificate`");
        if (!IsTime(message.TokensBefore) || !IsTime(message.Until)) return (null, "expected times of the years 1 to 9999");
        var one = new Revocation
        {
            Kind = kind.Value,
            SubjectType = message.Subject?.Type,
            Value = message.WhatCase switch
            {
                RevocationMessage.WhatOneofCase.Subject => message.Subject!.Id,
                RevocationMessage.WhatOneofCase.Session => message.Session,
                RevocationMessage.WhatOneofCase.Token => message.Token,
                RevocationMessage.WhatOneofCase.SpiffeId => message.SpiffeId,
                _ => Revocation.Serial(message.Certificate) ?? message.Certificate,
            },
            Issuer = message.Issuer.Length > 0 ? message.Issuer : null,
            TokensBefore = message.TokensBefore?.ToDateTimeOffset(),
            Until = message.Until?.ToDateTimeOffset(),
            Reason = message.Reason,
        };
        return RevocationJson.Fault(one) is { } fault ? (null, fault) : (one, null);
    }

    private static bool IsTime(Timestamp? time) => time is null
        || time is { Seconds: >= Language.Values.Timestamp.MinSeconds and <= Language.Values.Timestamp.MaxSeconds, Nanos: >= 0 and < 1_000_000_000 };
}
