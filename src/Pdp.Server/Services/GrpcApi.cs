using Grpc.AspNetCore.Server.Model;
using Grpc.Reflection;
using Pdp.Contracts.V1;
using Pdp.Server.Access;
using Pdp.Server.ExtAuthz;
using Pdp.Server.Health;
using Pdp.Server.Settings;

namespace Pdp.Server.Services;

/// <summary>All services of gRPC that the server has, and who may call them.</summary>
internal static class GrpcApi
{
    /// <summary>Adds gRPC.</summary>
    public static void AddGrpcApi(this IServiceCollection services, PdpServerOptions options)
    {
        services.AddGrpc(grpc =>
        {
            grpc.MaxReceiveMessageSize = options.MaxMessageBytes;

            // An explanation may be long; what a client takes is the client's to say.
            grpc.MaxSendMessageSize = null;

            // Routes for every unknown service cost each call of a known one. Unknown ones answer HTTP 404, which clients
            // read as UNIMPLEMENTED.
            grpc.IgnoreUnknownServices = true;
        }).AddServiceOptions<ExtAuthzEndpoint>(static grpc => grpc.MaxReceiveMessageSize = ExtAuthzEndpoint.LargestMessage);
        services.AddSingleton<HealthEndpoints>();
        services.AddSingleton<IServiceMethodProvider<ExtAuthzEndpoint>, ExtAuthzMethods>();
        services.AddSingleton<IServiceMethodProvider<DecisionEndpoints>, DecisionMethods>();
        services.AddSingleton<IServiceMethodProvider<PolicyEndpoints>, PolicyMethods>();
        services.AddSingleton<IServiceMethodProvider<ShadowEndpoints>, ShadowMethods>();
        services.AddSingleton<IServiceMethodProvider<ReloadEndpoint>, ReloadMethods>();
        services.AddSingleton<IServiceMethodProvider<WatchEndpoints>, WatchMethods>();
        services.AddSingleton<IServiceMethodProvider<Revoking.RevocationEndpoints>, Revoking.RevocationMethods>();
        if (!options.Reflection) return;
        Google.Protobuf.Reflection.ServiceDescriptor[] shown =
        [
            DecisionService.Descriptor, PolicyService.Descriptor, RevocationService.Descriptor, ExtAuthz.Messages.ExternalAuthReflection.Descriptor.Services[0], Grpc.Health.V1.Health.Descriptor,
            Grpc.Reflection.V1.ServerReflection.Descriptor, Grpc.Reflection.V1Alpha.ServerReflection.Descriptor,
        ];
        services.AddSingleton(new ReflectionV1ServiceImpl(shown));
        services.AddSingleton(new ReflectionServiceImpl(shown));
    }

    /// <summary>Has the services answer.</summary>
    public static void MapGrpcApi(this IEndpointRouteBuilder routes, PdpServerOptions options)
    {
        // of questions it is asked one by one, where their types are known
        routes.MapGrpcService<DecisionEndpoints>().WithMetadata(AccessRule.For(AccessAction.Check));
        routes.MapGrpcService<PolicyEndpoints>().WithMetadata(AccessRule.For(AccessAction.ReadPolicies));
        routes.MapGrpcService<ShadowEndpoints>().WithMetadata(AccessRule.For(AccessAction.ReadPolicies));
        routes.MapGrpcService<ReloadEndpoint>().WithMetadata(AccessRule.Own);
        routes.MapGrpcService<WatchEndpoints>().WithMetadata(AccessRule.For(AccessAction.Watch));
        routes.MapGrpcService<Revoking.RevocationEndpoints>().WithMetadata(AccessRule.For(AccessAction.Revoke));
        routes.MapGrpcService<ExtAuthzEndpoint>().WithMetadata(
            AccessRule.For(AccessAction.Gateway) with { Refuse = context => ExtAuthzEndpoint.RefuseCaller(context, options.ExtAuthzErrors) });
        routes.MapGrpcService<HealthEndpoints>().WithMetadata(AccessRule.Open);
        if (!options.Reflection) return;
        routes.MapGrpcService<ReflectionV1ServiceImpl>().WithMetadata(AccessRule.For(AccessAction.Reflect));
        routes.MapGrpcService<ReflectionServiceImpl>().WithMetadata(AccessRule.For(AccessAction.Reflect));
    }
}
