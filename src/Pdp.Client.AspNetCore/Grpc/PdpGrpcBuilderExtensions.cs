using Grpc.AspNetCore.Server;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Pdp.Client.AspNetCore;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Has gRPC methods authorized by the PDP.</summary>
public static class PdpGrpcBuilderExtensions
{
    /// <summary>
    /// Asks the PDP before each call of a gRPC method, and for as long as one streams. A method of which nothing says what it does is refused, unless it
    /// is <c>AllowAnonymous</c>.
    /// </summary>
    /// <param name="builder">What <c>AddPdpAuthorization</c> returns.</param>
    /// <param name="configure">Sets the options; null: they stay as they are.</param>
    public static PdpAuthorizationBuilder AddGrpc(this PdpAuthorizationBuilder builder, Action<PdpGrpcOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var services = builder.Services;
        var options = services.AddOptions<PdpGrpcOptions>().ValidateOnStart();
        if (configure is not null) options.Configure(configure);
        if (services.Any(one => one.ServiceType == typeof(GrpcGate))) return builder;
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<PdpGrpcOptions>, PdpGrpcOptionsValidator>());
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<GrpcGate>();
        services.AddGrpc(grpc => grpc.Interceptors.Add<PdpGrpcInterceptor>());
        return builder;
    }
}
