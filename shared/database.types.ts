export type Json = string | number | boolean | null | { [key: string]: Json | undefined } | Json[]

export type Database = {
  public: {
    Tables: {
      agents: {
        Row: {
          capabilities: NonNullable<Json>
          created_at: string
          created_by: string | null
          description: string | null
          id: string
          instructions: string
          is_public: boolean
          is_system: boolean
          model_id: string | null
          name: string
          project_id: string | null
          settings: NonNullable<Json>
          updated_at: string
        }
        ComputedFields: never
        Insert: {
          capabilities?: NonNullable<Json>
          created_at?: string
          created_by?: string | null
          description?: string | null
          id?: string
          instructions?: string
          is_public?: boolean
          is_system?: boolean
          model_id?: string | null
          name: string
          project_id?: string | null
          settings?: NonNullable<Json>
          updated_at?: string
        }
        Update: {
          capabilities?: NonNullable<Json>
          created_at?: string
          created_by?: string | null
          description?: string | null
          id?: string
          instructions?: string
          is_public?: boolean
          is_system?: boolean
          model_id?: string | null
          name?: string
          project_id?: string | null
          settings?: NonNullable<Json>
          updated_at?: string
        }
        Relationships: [
          {
            foreignKeyName: 'agents_created_by_fkey'
            columns: ['created_by']
            isOneToOne: false
            referencedRelation: 'users'
            referencedColumns: ['id']
          },
          {
            foreignKeyName: 'agents_model_id_fkey'
            columns: ['model_id']
            isOneToOne: false
            referencedRelation: 'llm_models'
            referencedColumns: ['id']
          },
          {
            foreignKeyName: 'agents_project_id_fkey'
            columns: ['project_id']
            isOneToOne: false
            referencedRelation: 'projects'
            referencedColumns: ['id']
          },
        ]
      }
      alerts: {
        Row: {
          channels: NonNullable<Json>
          chart_id: string | null
          condition: NonNullable<Json>
          created_at: string
          created_by: string | null
          data_query: NonNullable<Json>
          dataset_id: string
          id: string
          last_evaluated_at: string | null
          last_state: string | null
          muted_until: string | null
          name: string
          project_id: string
          status: string
          updated_at: string
        }
        ComputedFields: never
        Insert: {
          channels?: NonNullable<Json>
          chart_id?: string | null
          condition: NonNullable<Json>
          created_at?: string
          created_by?: string | null
          data_query?: NonNullable<Json>
          dataset_id: string
          id?: string
          last_evaluated_at?: string | null
          last_state?: string | null
          muted_until?: string | null
          name: string
          project_id: string
          status?: string
          updated_at?: string
        }
        Update: {
          channels?: NonNullable<Json>
          chart_id?: string | null
          condition?: NonNullable<Json>
          created_at?: string
          created_by?: string | null
          data_query?: NonNullable<Json>
          dataset_id?: string
          id?: string
          last_evaluated_at?: string | null
          last_state?: string | null
          muted_until?: string | null
          name?: string
          project_id?: string
          status?: string
          updated_at?: string
        }
        Relationships: [
          {
            foreignKeyName: 'alerts_chart_id_project_id_fkey'
            columns: ['chart_id', 'project_id']
            isOneToOne: false
            referencedRelation: 'charts'
            referencedColumns: ['id', 'project_id']
          },
          {
            foreignKeyName: 'alerts_created_by_fkey'
            columns: ['created_by']
            isOneToOne: false
            referencedRelation: 'users'
            referencedColumns: ['id']
          },
          {
            foreignKeyName: 'alerts_dataset_id_project_id_fkey'
            columns: ['dataset_id', 'project_id']
            isOneToOne: false
            referencedRelation: 'datasets'
            referencedColumns: ['id', 'project_id']
          },
          {
            foreignKeyName: 'alerts_project_id_fkey'
            columns: ['project_id']
            isOneToOne: false
            referencedRelation: 'projects'
            referencedColumns: ['id']
          },
        ]
      }
      analytics_events: {
        Row: {
          created_at: string
          event_name: string
          event_type: string
          id: string
          ip_address: unknown
          lead_id: string | null
          occurred_at: string
          project_id: string
          properties: NonNullable<Json>
          session_id: string | null
          user_agent: string | null
          user_id: string | null
        }
        ComputedFields: never
        Insert: {
          created_at?: string
          event_name: string
          event_type: string
          id?: string
          ip_address?: unknown
          lead_id?: string | null
          occurred_at?: string
          project_id: string
          properties?: NonNullable<Json>
          session_id?: string | null
          user_agent?: string | null
          user_id?: string | null
        }
        Update: {
          created_at?: string
          event_name?: string
          event_type?: string
          id?: string
          ip_address?: unknown
          lead_id?: string | null
          occurred_at?: string
          project_id?: string
          properties?: NonNullable<Json>
          session_id?: string | null
          user_agent?: string | null
          user_id?: string | null
        }
        Relationships: [
          {
            foreignKeyName: 'analytics_events_lead_id_project_id_fkey'
            columns: ['lead_id', 'project_id']
            isOneToOne: false
            referencedRelation: 'leads'
            referencedColumns: ['id', 'project_id']
          },
          {
            foreignKeyName: 'analytics_events_project_id_fkey'
            columns: ['project_id']
            isOneToOne: false
            referencedRelation: 'projects'
            referencedColumns: ['id']
          },
          {
            foreignKeyName: 'analytics_events_user_id_fkey'
            columns: ['user_id']
            isOneToOne: false
            referencedRelation: 'users'
            referencedColumns: ['id']
          },
        ]
      }
      api_connections: {
        Row: {
          api_type: string
          auth_type: string
          created_at: string
          created_by: string | null
          custom_headers: NonNullable<Json>
          description: string | null
          endpoint_url: string
          has_secret: boolean
          http_method: string
          id: string
          is_active: boolean
          name: string
          pagination: NonNullable<Json>
          project_id: string | null
          request_body_template: Json | null
          response_path: string | null
          response_schema: Json | null
          secret_id: string | null
          updated_at: string
          workspace_id: string | null
        }
        ComputedFields: never
        Insert: {
          api_type?: string
          auth_type?: string
          created_at?: string
          created_by?: string | null
          custom_headers?: NonNullable<Json>
          description?: string | null
          endpoint_url: string
          has_secret?: never
          http_method?: string
          id?: string
          is_active?: boolean
          name: string
          pagination?: NonNullable<Json>
          project_id?: string | null
          request_body_template?: Json | null
          response_path?: string | null
          response_schema?: Json | null
          secret_id?: string | null
          updated_at?: string
          workspace_id?: string | null
        }
        Update: {
          api_type?: string
          auth_type?: string
          created_at?: string
          created_by?: string | null
          custom_headers?: NonNullable<Json>
          description?: string | null
          endpoint_url?: string
          has_secret?: never
          http_method?: string
          id?: string
          is_active?: boolean
          name?: string
          pagination?: NonNullable<Json>
          project_id?: string | null
          request_body_template?: Json | null
          response_path?: string | null
          response_schema?: Json | null
          secret_id?: string | null
          updated_at?: string
          workspace_id?: string | null
        }
        Relationships: [
          {
            foreignKeyName: 'api_connections_created_by_fkey'
            columns: ['created_by']
            isOneToOne: false
            referencedRelation: 'users'
            referencedColumns: ['id']
          },
          {
            foreignKeyName: 'api_connections_project_id_fkey'
            columns: ['project_id']
            isOneToOne: false
            referencedRelation: 'projects'
            referencedColumns: ['id']
          },
          {
            foreignKeyName: 'api_connections_workspace_id_fkey'
            columns: ['workspace_id']
            isOneToOne: false
            referencedRelation: 'workspaces'
            referencedColumns: ['id']
          },
        ]
      }
      artifact_files: {
        Row: {
          artifact_id: string
          created_at: string
          created_by: string | null
          file_name: string
          file_path: string | null
          file_size: number | null
          file_type: string | null
          id: string
          is_main_file: boolean
          metadata: NonNullable<Json>
          mime_type: string | null
          project_id: string
          storage_path: string
          updated_at: string
        }
        ComputedFields: never
        Insert: {
          artifact_id: string
          created_at?: string
          created_by?: string | null
          file_name: string
          file_path?: string | null
          file_size?: number | null
          file_type?: string | null
          id?: string
          is_main_file?: boolean
          metadata?: NonNullable<Json>
          mime_type?: string | null
          project_id: string
          storage_path: string
          updated_at?: string
        }
        Update: {
          artifact_id?: string
          created_at?: string
          created_by?: string | null
          file_name?: string
          file_path?: string | null
          file_size?: number | null
          file_type?: string | null
          id?: string
          is_main_file?: boolean
          metadata?: NonNullable<Json>
          mime_type?: string | null
          project_id?: string
          storage_path?: string
          updated_at?: string
        }
        Relationships: [
          {
            foreignKeyName: 'artifact_files_artifact_id_project_id_fkey'
            columns: ['artifact_id', 'project_id']
            isOneToOne: false
            referencedRelation: 'artifacts'
            referencedColumns: ['id', 'project_id']
          },
          {
            foreignKeyName: 'artifact_files_created_by_fkey'
            columns: ['created_by']
            isOneToOne: false
            referencedRelation: 'users'
            referencedColumns: ['id']
          },
          {
            foreignKeyName: 'artifact_files_project_id_fkey'
            columns: ['project_id']
            isOneToOne: false
            referencedRelation: 'projects'
            referencedColumns: ['id']
          },
        ]
      }
      artifacts: {
        Row: {
          chat_message_id: string | null
          chat_session_id: string | null
          created_at: string
          created_by: string | null
          data: NonNullable<Json>
          description: string | null
          id: string
          is_public: boolean
          metadata: NonNullable<Json>
          name: string
          parent_id: string | null
          progress: number
          project_id: string
          status: string
          tags: string[]
          type: string
          updated_at: string
          version: number
        }
        ComputedFields: never
        Insert: {
          chat_message_id?: string | null
          chat_session_id?: string | null
          created_at?: string
          created_by?: string | null
          data?: NonNullable<Json>
          description?: string | null
          id?: string
          is_public?: boolean
          metadata?: NonNullable<Json>
          name: string
          parent_id?: string | null
          progress?: number
          project_id: string
          status?: string
          tags?: string[]
          type: string
          updated_at?: string
          version?: number
        }
        Update: {
          chat_message_id?: string | null
          chat_session_id?: string | null
          created_at?: string
          created_by?: string | null
          data?: NonNullable<Json>
          description?: string | null
          id?: string
          is_public?: boolean
          metadata?: NonNullable<Json>
          name?: string
          parent_id?: string | null
          progress?: number
          project_id?: string
          status?: string
          tags?: string[]
          type?: string
          updated_at?: string
          version?: number
        }
        Relationships: [
          {
            foreignKeyName: 'a_version_with_a_next_one_stays'
            columns: ['parent_id', 'project_id']
            isOneToOne: false
            referencedRelation: 'artifacts'
            referencedColumns: ['id', 'project_id']
          },
          {
            foreignKeyName: 'artifacts_chat_message_id_project_id_fkey'
            columns: ['chat_message_id', 'project_id']
            isOneToOne: false
            referencedRelation: 'chat_messages'
            referencedColumns: ['id', 'project_id']
          },
          {
            foreignKeyName: 'artifacts_chat_session_id_project_id_fkey'
            columns: ['chat_session_id', 'project_id']
            isOneToOne: false
            referencedRelation: 'chat_sessions'
            referencedColumns: ['id', 'project_id']
          },
          {
            foreignKeyName: 'artifacts_created_by_fkey'
            columns: ['created_by']
            isOneToOne: false
            referencedRelation: 'users'
            referencedColumns: ['id']
          },
          {
            foreignKeyName: 'artifacts_project_id_fkey'
            columns: ['project_id']
            isOneToOne: false
            referencedRelation: 'projects'
            referencedColumns: ['id']
          },
        ]
      }
      audit_logs: {
        Row: {
          action: string
          created_at: string
          id: string
          ip_address: unknown
          metadata: NonNullable<Json>
          new_values: Json | null
          old_values: Json | null
          project_id: string | null
          resource_id: string | null
          resource_type: string
          user_agent: string | null
          user_id: string | null
          workspace_id: string | null
        }
        ComputedFields: never
        Insert: {
          action: string
          created_at?: string
          id?: string
          ip_address?: unknown
          metadata?: NonNullable<Json>
          new_values?: Json | null
          old_values?: Json | null
          project_id?: string | null
          resource_id?: string | null
          resource_type: string
          user_agent?: string | null
          user_id?: string | null
          workspace_id?: string | null
        }
        Update: {
          action?: string
          created_at?: string
          id?: string
          ip_address?: unknown
          metadata?: NonNullable<Json>
          new_values?: Json | null
          old_values?: Json | null
          project_id?: string | null
          resource_id?: string | null
          resource_type?: string
          user_agent?: string | null
          user_id?: string | null
          workspace_id?: string | null
        }
        Relationships: []
      }
      campaigns: {
        Row: {
          config: NonNullable<Json>
          created_at: string
          created_by: string | null
          description: string | null
          ends_at: string | null
          id: string
          name: string
          project_id: string
          starts_at: string | null
          status: string
          type: string
          updated_at: string
        }
        ComputedFields: never
        Insert: {
          config?: NonNullable<Json>
          created_at?: string
          created_by?: string | null
          description?: string | null
          ends_at?: string | null
          id?: string
          name: string
          project_id: string
          starts_at?: string | null
          status?: string
          type: string
          updated_at?: string
        }
        Update: {
          config?: NonNullable<Json>
          created_at?: string
          created_by?: string | null
          description?: string | null
          ends_at?: string | null
          id?: string
          name?: string
          project_id?: string
          starts_at?: string | null
          status?: string
          type?: string
          updated_at?: string
        }
        Relationships: [
          {
            foreignKeyName: 'campaigns_created_by_fkey'
            columns: ['created_by']
            isOneToOne: false
            referencedRelation: 'users'
            referencedColumns: ['id']
          },
          {
            foreignKeyName: 'campaigns_project_id_fkey'
            columns: ['project_id']
            isOneToOne: false
            referencedRelation: 'projects'
            referencedColumns: ['id']
          },
        ]
      }
      chart_placements: {
        Row: {
          chart_id: string
          created_at: string
          customizations: NonNullable<Json>
          dashboard_tab_id: string
          id: string
          project_id: string
          template_slot_id: string | null
          updated_at: string
        }
        ComputedFields: never
        Insert: {
          chart_id: string
          created_at?: string
          customizations?: NonNullable<Json>
          dashboard_tab_id: string
          id?: string
          project_id: string
          template_slot_id?: string | null
          updated_at?: string
        }
        Update: {
          chart_id?: string
          created_at?: string
          customizations?: NonNullable<Json>
          dashboard_tab_id?: string
          id?: string
          project_id?: string
          template_slot_id?: string | null
          updated_at?: string
        }
        Relationships: [
          {
            foreignKeyName: 'chart_placements_chart_id_project_id_fkey'
            columns: ['chart_id', 'project_id']
            isOneToOne: false
            referencedRelation: 'charts'
            referencedColumns: ['id', 'project_id']
          },
          {
            foreignKeyName: 'chart_placements_dashboard_tab_id_project_id_fkey'
            columns: ['dashboard_tab_id', 'project_id']
            isOneToOne: false
            referencedRelation: 'dashboard_tabs'
            referencedColumns: ['id', 'project_id']
          },
          {
            foreignKeyName: 'chart_placements_project_id_fkey'
            columns: ['project_id']
            isOneToOne: false
            referencedRelation: 'projects'
            referencedColumns: ['id']
          },
          {
            foreignKeyName: 'chart_placements_template_slot_id_fkey'
            columns: ['template_slot_id']
            isOneToOne: false
            referencedRelation: 'dashboard_template_slots'
            referencedColumns: ['id']
          },
        ]
      }
      chart_versions: {
        Row: {
          change_summary: string | null
          chart_id: string
          chart_type: string
          created_at: string
          created_by: string | null
          data_source_config: NonNullable<Json>
          description: string | null
          id: string
          project_id: string
          spec: NonNullable<Json>
          title: string
          updated_at: string
          version_number: number
        }
        ComputedFields: never
        Insert: {
          change_summary?: string | null
          chart_id: string
          chart_type: string
          created_at?: string
          created_by?: string | null
          data_source_config: NonNullable<Json>
          description?: string | null
          id?: string
          project_id: string
          spec: NonNullable<Json>
          title: string
          updated_at?: string
          version_number: number
        }
        Update: {
          change_summary?: string | null
          chart_id?: string
          chart_type?: string
          created_at?: string
          created_by?: string | null
          data_source_config?: NonNullable<Json>
          description?: string | null
          id?: string
          project_id?: string
          spec?: NonNullable<Json>
          title?: string
          updated_at?: string
          version_number?: number
        }
        Relationships: [
          {
            foreignKeyName: 'chart_versions_chart_id_project_id_fkey'
            columns: ['chart_id', 'project_id']
            isOneToOne: false
            referencedRelation: 'charts'
            referencedColumns: ['id', 'project_id']
          },
          {
            foreignKeyName: 'chart_versions_created_by_fkey'
            columns: ['created_by']
            isOneToOne: false
            referencedRelation: 'users'
            referencedColumns: ['id']
          },
          {
            foreignKeyName: 'chart_versions_project_id_fkey'
            columns: ['project_id']
            isOneToOne: false
            referencedRelation: 'projects'
            referencedColumns: ['id']
          },
        ]
      }
      charts: {
        Row: {
          chart_type: string
          created_at: string
          created_by: string | null
          data_query: NonNullable<Json>
          dataset_id: string | null
          description: string | null
          id: string
          is_public: boolean
          project_id: string
          revision: number
          spec: NonNullable<Json>
          tags: string[]
          title: string
          updated_at: string
          updated_by: string | null
        }
        ComputedFields: never
        Insert: {
          chart_type: string
          created_at?: string
          created_by?: string | null
          data_query?: NonNullable<Json>
          dataset_id?: string | null
          description?: string | null
          id?: string
          is_public?: boolean
          project_id: string
          revision?: number
          spec?: NonNullable<Json>
          tags?: string[]
          title: string
          updated_at?: string
          updated_by?: string | null
        }
        Update: {
          chart_type?: string
          created_at?: string
          created_by?: string | null
          data_query?: NonNullable<Json>
          dataset_id?: string | null
          description?: string | null
          id?: string
          is_public?: boolean
          project_id?: string
          revision?: number
          spec?: NonNullable<Json>
          tags?: string[]
          title?: string
          updated_at?: string
          updated_by?: string | null
        }
        Relationships: [
          {
            foreignKeyName: 'charts_created_by_fkey'
            columns: ['created_by']
            isOneToOne: false
            referencedRelation: 'users'
            referencedColumns: ['id']
          },
          {
            foreignKeyName: 'charts_dataset_id_project_id_fkey'
            columns: ['dataset_id', 'project_id']
            isOneToOne: false
            referencedRelation: 'datasets'
            referencedColumns: ['id', 'project_id']
          },
          {
            foreignKeyName: 'charts_project_id_fkey'
            columns: ['project_id']
            isOneToOne: false
            referencedRelation: 'projects'
            referencedColumns: ['id']
          },
          {
            foreignKeyName: 'charts_updated_by_fkey'
            columns: ['updated_by']
            isOneToOne: false
            referencedRelation: 'users'
            referencedColumns: ['id']
          },
        ]
      }
      chat_messages: {
        Row: {
          agent_id: string | null
          agent_type: string | null
          chat_session_id: string
          content: NonNullable<Json>
          created_at: string
          created_by: string | null
          created_items: NonNullable<Json>
          id: string
          llm_model_id: string | null
          message_type: string
          metadata: NonNullable<Json>
          output_routing: Json | null
          parent_message_id: string | null
          project_id: string
          search: unknown
          status: string
          text: string
          updated_at: string
        }
        ComputedFields: never
        Insert: {
          agent_id?: string | null
          agent_type?: string | null
          chat_session_id: string
          content?: NonNullable<Json>
          created_at?: string
          created_by?: string | null
          created_items?: NonNullable<Json>
          id?: string
          llm_model_id?: string | null
          message_type?: string
          metadata?: NonNullable<Json>
          output_routing?: Json | null
          parent_message_id?: string | null
          project_id: string
          search?: never
          status?: string
          text?: never
          updated_at?: string
        }
        Update: {
          agent_id?: string | null
          agent_type?: string | null
          chat_session_id?: string
          content?: NonNullable<Json>
          created_at?: string
          created_by?: string | null
          created_items?: NonNullable<Json>
          id?: string
          llm_model_id?: string | null
          message_type?: string
          metadata?: NonNullable<Json>
          output_routing?: Json | null
          parent_message_id?: string | null
          project_id?: string
          search?: never
          status?: string
          text?: never
          updated_at?: string
        }
        Relationships: [
          {
            foreignKeyName: 'chat_messages_agent_id_fkey'
            columns: ['agent_id']
            isOneToOne: false
            referencedRelation: 'agents'
            referencedColumns: ['id']
          },
          {
            foreignKeyName: 'chat_messages_chat_session_id_project_id_fkey'
            columns: ['chat_session_id', 'project_id']
            isOneToOne: false
            referencedRelation: 'chat_sessions'
            referencedColumns: ['id', 'project_id']
          },
          {
            foreignKeyName: 'chat_messages_created_by_fkey'
            columns: ['created_by']
            isOneToOne: false
            referencedRelation: 'users'
            referencedColumns: ['id']
          },
          {
            foreignKeyName: 'chat_messages_llm_model_id_fkey'
            columns: ['llm_model_id']
            isOneToOne: false
            referencedRelation: 'llm_models'
            referencedColumns: ['id']
          },
          {
            foreignKeyName: 'chat_messages_parent_message_id_chat_session_id_fkey'
            columns: ['parent_message_id', 'chat_session_id']
            isOneToOne: false
            referencedRelation: 'chat_messages'
            referencedColumns: ['id', 'chat_session_id']
          },
          {
            foreignKeyName: 'chat_messages_project_id_fkey'
            columns: ['project_id']
            isOneToOne: false
            referencedRelation: 'projects'
            referencedColumns: ['id']
          },
        ]
      }
      chat_participants: {
        Row: {
          chat_session_id: string
          created_at: string
          id: string
          is_active: boolean
          joined_at: string
          last_read_at: string | null
          project_id: string
          updated_at: string
          user_id: string
        }
        ComputedFields: never
        Insert: {
          chat_session_id: string
          created_at?: string
          id?: string
          is_active?: boolean
          joined_at?: string
          last_read_at?: string | null
          project_id: string
          updated_at?: string
          user_id: string
        }
        Update: {
          chat_session_id?: string
          created_at?: string
          id?: string
          is_active?: boolean
          joined_at?: string
          last_read_at?: string | null
          project_id?: string
          updated_at?: string
          user_id?: string
        }
        Relationships: [
          {
            foreignKeyName: 'chat_participants_chat_session_id_project_id_fkey'
            columns: ['chat_session_id', 'project_id']
            isOneToOne: false
            referencedRelation: 'chat_sessions'
            referencedColumns: ['id', 'project_id']
          },
          {
            foreignKeyName: 'chat_participants_project_id_fkey'
            columns: ['project_id']
            isOneToOne: false
            referencedRelation: 'projects'
            referencedColumns: ['id']
          },
          {
            foreignKeyName: 'chat_participants_user_id_fkey'
            columns: ['user_id']
            isOneToOne: false
            referencedRelation: 'users'
            referencedColumns: ['id']
          },
        ]
      }
      chat_sessions: {
        Row: {
          context: NonNullable<Json>
          context_id: string | null
          context_type: string
          created_at: string
          created_by: string | null
          description: string | null
          id: string
          is_active: boolean
          is_archived: boolean
          last_message_at: string | null
          message_count: number
          model_config: NonNullable<Json>
          project_id: string
          settings: NonNullable<Json>
          title: string
          updated_at: string
          updated_by: string | null
        }
        ComputedFields: never
        Insert: {
          context?: NonNullable<Json>
          context_id?: string | null
          context_type?: string
          created_at?: string
          created_by?: string | null
          description?: string | null
          id?: string
          is_active?: boolean
          is_archived?: boolean
          last_message_at?: string | null
          message_count?: number
          model_config?: NonNullable<Json>
          project_id: string
          settings?: NonNullable<Json>
          title?: string
          updated_at?: string
          updated_by?: string | null
        }
        Update: {
          context?: NonNullable<Json>
          context_id?: string | null
          context_type?: string
          created_at?: string
          created_by?: string | null
          description?: string | null
          id?: string
          is_active?: boolean
          is_archived?: boolean
          last_message_at?: string | null
          message_count?: number
          model_config?: NonNullable<Json>
          project_id?: string
          settings?: NonNullable<Json>
          title?: string
          updated_at?: string
          updated_by?: string | null
        }
        Relationships: [
          {
            foreignKeyName: 'chat_sessions_created_by_fkey'
            columns: ['created_by']
            isOneToOne: false
            referencedRelation: 'users'
            referencedColumns: ['id']
          },
          {
            foreignKeyName: 'chat_sessions_project_id_fkey'
            columns: ['project_id']
            isOneToOne: false
            referencedRelation: 'projects'
            referencedColumns: ['id']
          },
          {
            foreignKeyName: 'chat_sessions_updated_by_fkey'
            columns: ['updated_by']
            isOneToOne: false
            referencedRelation: 'users'
            referencedColumns: ['id']
          },
        ]
      }
      connector_schemas: {
        Row: {
          auth_config: NonNullable<Json>
          auth_type: string
          category: string
          config_schema: NonNullable<Json>
          connector_type: string
          created_at: string
          credential_schema: NonNullable<Json>
          data_schema: NonNullable<Json>
          display_name: string
          id: string
          is_active: boolean
          rate_limits: NonNullable<Json>
          schema_version: number
          streams: NonNullable<Json>
          updated_at: string
        }
        ComputedFields: never
        Insert: {
          auth_config?: NonNullable<Json>
          auth_type: string
          category: string
          config_schema: NonNullable<Json>
          connector_type: string
          created_at?: string
          credential_schema: NonNullable<Json>
          data_schema: NonNullable<Json>
          display_name: string
          id?: string
          is_active?: boolean
          rate_limits?: NonNullable<Json>
          schema_version?: number
          streams?: NonNullable<Json>
          updated_at?: string
        }
        Update: {
          auth_config?: NonNullable<Json>
          auth_type?: string
          category?: string
          config_schema?: NonNullable<Json>
          connector_type?: string
          created_at?: string
          credential_schema?: NonNullable<Json>
          data_schema?: NonNullable<Json>
          display_name?: string
          id?: string
          is_active?: boolean
          rate_limits?: NonNullable<Json>
          schema_version?: number
          streams?: NonNullable<Json>
          updated_at?: string
        }
        Relationships: []
      }
      connectors: {
        Row: {
          announced_at: string | null
          api_connection_id: string | null
          config: NonNullable<Json>
          created_at: string
          created_by: string | null
          description: string | null
          encryption_key_id: string | null
          has_credentials: boolean
          id: string
          is_enabled: boolean
          last_error: string | null
          last_sync_at: string | null
          name: string
          next_sync_at: string | null
          oauth2_connection_id: string | null
          project_id: string
          secret_id: string | null
          status: string
          sync_frequency: number | null
          type: string
          updated_at: string
        }
        ComputedFields: never
        Insert: {
          announced_at?: string | null
          api_connection_id?: string | null
          config?: NonNullable<Json>
          created_at?: string
          created_by?: string | null
          description?: string | null
          encryption_key_id?: string | null
          has_credentials?: never
          id?: string
          is_enabled?: boolean
          last_error?: string | null
          last_sync_at?: string | null
          name: string
          next_sync_at?: string | null
          oauth2_connection_id?: string | null
          project_id: string
          secret_id?: string | null
          status?: string
          sync_frequency?: number | null
          type: string
          updated_at?: string
        }
        Update: {
          announced_at?: string | null
          api_connection_id?: string | null
          config?: NonNullable<Json>
          created_at?: string
          created_by?: string | null
          description?: string | null
          encryption_key_id?: string | null
          has_credentials?: never
          id?: string
          is_enabled?: boolean
          last_error?: string | null
          last_sync_at?: string | null
          name?: string
          next_sync_at?: string | null
          oauth2_connection_id?: string | null
          project_id?: string
          secret_id?: string | null
          status?: string
          sync_frequency?: number | null
          type?: string
          updated_at?: string
        }
        Relationships: [
          {
            foreignKeyName: 'connectors_api_connection_id_fkey'
            columns: ['api_connection_id']
            isOneToOne: false
            referencedRelation: 'api_connections'
            referencedColumns: ['id']
          },
          {
            foreignKeyName: 'connectors_created_by_fkey'
            columns: ['created_by']
            isOneToOne: false
            referencedRelation: 'users'
            referencedColumns: ['id']
          },
          {
            foreignKeyName: 'connectors_oauth2_connection_id_fkey'
            columns: ['oauth2_connection_id']
            isOneToOne: false
            referencedRelation: 'oauth2_connections'
            referencedColumns: ['id']
          },
          {
            foreignKeyName: 'connectors_project_id_fkey'
            columns: ['project_id']
            isOneToOne: false
            referencedRelation: 'projects'
            referencedColumns: ['id']
          },
          {
            foreignKeyName: 'connectors_type_fkey'
            columns: ['type']
            isOneToOne: false
            referencedRelation: 'connector_schemas'
            referencedColumns: ['connector_type']
          },
        ]
      }
      content: {
        Row: {
          announced_for: string | null
          campaign_id: string | null
          content: string
          content_type: string
          created_at: string
          created_by: string | null
          due_at: string | null
          external_url: string | null
          id: string
          metadata: NonNullable<Json>
          project_id: string
          published_at: string | null
          scheduled_at: string | null
          social_connection_id: string | null
          status: string
          title: string
          updated_at: string
        }
        ComputedFields: never
        Insert: {
          announced_for?: string | null
          campaign_id?: string | null
          content?: string
          content_type: string
          created_at?: string
          created_by?: string | null
          due_at?: never
          external_url?: string | null
          id?: string
          metadata?: NonNullable<Json>
          project_id: string
          published_at?: string | null
          scheduled_at?: string | null
          social_connection_id?: string | null
          status?: string
          title: string
          updated_at?: string
        }
        Update: {
          announced_for?: string | null
          campaign_id?: string | null
          content?: string
          content_type?: string
          created_at?: string
          created_by?: string | null
          due_at?: never
          external_url?: string | null
          id?: string
          metadata?: NonNullable<Json>
          project_id?: string
          published_at?: string | null
          scheduled_at?: string | null
          social_connection_id?: string | null
          status?: string
          title?: string
          updated_at?: string
        }
        Relationships: [
          {
            foreignKeyName: 'content_campaign_id_project_id_fkey'
            columns: ['campaign_id', 'project_id']
            isOneToOne: false
            referencedRelation: 'campaigns'
            referencedColumns: ['id', 'project_id']
          },
          {
            foreignKeyName: 'content_created_by_fkey'
            columns: ['created_by']
            isOneToOne: false
            referencedRelation: 'users'
            referencedColumns: ['id']
          },
          {
            foreignKeyName: 'content_project_id_fkey'
            columns: ['project_id']
            isOneToOne: false
            referencedRelation: 'projects'
            referencedColumns: ['id']
          },
          {
            foreignKeyName: 'content_social_connection_id_project_id_fkey'
            columns: ['social_connection_id', 'project_id']
            isOneToOne: false
            referencedRelation: 'social_connections'
            referencedColumns: ['id', 'project_id']
          },
        ]
      }
      custom_commands: {
        Row: {
          command_pattern: string
          created_at: string
          created_by: string | null
          description: string | null
          handler_config: NonNullable<Json>
          id: string
          is_public: boolean
          name: string
          project_id: string
          updated_at: string
        }
        ComputedFields: never
        Insert: {
          command_pattern: string
          created_at?: string
          created_by?: string | null
          description?: string | null
          handler_config?: NonNullable<Json>
          id?: string
          is_public?: boolean
          name: string
          project_id: string
          updated_at?: string
        }
        Update: {
          command_pattern?: string
          created_at?: string
          created_by?: string | null
          description?: string | null
          handler_config?: NonNullable<Json>
          id?: string
          is_public?: boolean
          name?: string
          project_id?: string
          updated_at?: string
        }
        Relationships: [
          {
            foreignKeyName: 'custom_commands_created_by_fkey'
            columns: ['created_by']
            isOneToOne: false
            referencedRelation: 'users'
            referencedColumns: ['id']
          },
          {
            foreignKeyName: 'custom_commands_project_id_fkey'
            columns: ['project_id']
            isOneToOne: false
            referencedRelation: 'projects'
            referencedColumns: ['id']
          },
        ]
      }
      dashboard_tabs: {
        Row: {
          created_at: string
          dashboard_id: string
          description: string | null
          id: string
          position: number
          project_id: string
          settings: NonNullable<Json>
          template_id: string | null
          title: string
          updated_at: string
        }
        ComputedFields: never
        Insert: {
          created_at?: string
          dashboard_id: string
          description?: string | null
          id?: string
          position: number
          project_id: string
          settings?: NonNullable<Json>
          template_id?: string | null
          title: string
          updated_at?: string
        }
        Update: {
          created_at?: string
          dashboard_id?: string
          description?: string | null
          id?: string
          position?: number
          project_id?: string
          settings?: NonNullable<Json>
          template_id?: string | null
          title?: string
          updated_at?: string
        }
        Relationships: [
          {
            foreignKeyName: 'dashboard_tabs_dashboard_id_project_id_fkey'
            columns: ['dashboard_id', 'project_id']
            isOneToOne: false
            referencedRelation: 'dashboard_summary'
            referencedColumns: ['id', 'project_id']
          },
          {
            foreignKeyName: 'dashboard_tabs_dashboard_id_project_id_fkey'
            columns: ['dashboard_id', 'project_id']
            isOneToOne: false
            referencedRelation: 'dashboards'
            referencedColumns: ['id', 'project_id']
          },
          {
            foreignKeyName: 'dashboard_tabs_project_id_fkey'
            columns: ['project_id']
            isOneToOne: false
            referencedRelation: 'projects'
            referencedColumns: ['id']
          },
          {
            foreignKeyName: 'dashboard_tabs_template_id_fkey'
            columns: ['template_id']
            isOneToOne: false
            referencedRelation: 'dashboard_templates'
            referencedColumns: ['id']
          },
        ]
      }
      dashboard_template_slots: {
        Row: {
          constraints: NonNullable<Json>
          created_at: string
          id: string
          position_config: NonNullable<Json>
          project_id: string | null
          slot_key: string
          slot_type: string
          template_id: string
          updated_at: string
        }
        ComputedFields: never
        Insert: {
          constraints?: NonNullable<Json>
          created_at?: string
          id?: string
          position_config: NonNullable<Json>
          project_id?: string | null
          slot_key: string
          slot_type: string
          template_id: string
          updated_at?: string
        }
        Update: {
          constraints?: NonNullable<Json>
          created_at?: string
          id?: string
          position_config?: NonNullable<Json>
          project_id?: string | null
          slot_key?: string
          slot_type?: string
          template_id?: string
          updated_at?: string
        }
        Relationships: [
          {
            foreignKeyName: 'dashboard_template_slots_project_id_fkey'
            columns: ['project_id']
            isOneToOne: false
            referencedRelation: 'projects'
            referencedColumns: ['id']
          },
          {
            foreignKeyName: 'dashboard_template_slots_template_id_fkey'
            columns: ['template_id']
            isOneToOne: false
            referencedRelation: 'dashboard_templates'
            referencedColumns: ['id']
          },
        ]
      }
      dashboard_templates: {
        Row: {
          category: string | null
          created_at: string
          created_by: string | null
          description: string | null
          id: string
          is_system_template: boolean
          layout_config: NonNullable<Json>
          name: string
          preview_image_url: string | null
          project_id: string | null
          updated_at: string
        }
        ComputedFields: never
        Insert: {
          category?: string | null
          created_at?: string
          created_by?: string | null
          description?: string | null
          id?: string
          is_system_template?: boolean
          layout_config?: NonNullable<Json>
          name: string
          preview_image_url?: string | null
          project_id?: string | null
          updated_at?: string
        }
        Update: {
          category?: string | null
          created_at?: string
          created_by?: string | null
          description?: string | null
          id?: string
          is_system_template?: boolean
          layout_config?: NonNullable<Json>
          name?: string
          preview_image_url?: string | null
          project_id?: string | null
          updated_at?: string
        }
        Relationships: [
          {
            foreignKeyName: 'dashboard_templates_created_by_fkey'
            columns: ['created_by']
            isOneToOne: false
            referencedRelation: 'users'
            referencedColumns: ['id']
          },
          {
            foreignKeyName: 'dashboard_templates_project_id_fkey'
            columns: ['project_id']
            isOneToOne: false
            referencedRelation: 'projects'
            referencedColumns: ['id']
          },
        ]
      }
      dashboard_versions: {
        Row: {
          base_version: number | null
          change_summary: string | null
          created_at: string
          created_by: string | null
          dashboard_id: string
          id: string
          project_id: string
          review_note: string | null
          reviewed_at: string | null
          reviewed_by: string | null
          snapshot: NonNullable<Json>
          status: string
          updated_at: string
          version_number: number
        }
        ComputedFields: never
        Insert: {
          base_version?: number | null
          change_summary?: string | null
          created_at?: string
          created_by?: string | null
          dashboard_id: string
          id?: string
          project_id: string
          review_note?: string | null
          reviewed_at?: string | null
          reviewed_by?: string | null
          snapshot: NonNullable<Json>
          status?: string
          updated_at?: string
          version_number: number
        }
        Update: {
          base_version?: number | null
          change_summary?: string | null
          created_at?: string
          created_by?: string | null
          dashboard_id?: string
          id?: string
          project_id?: string
          review_note?: string | null
          reviewed_at?: string | null
          reviewed_by?: string | null
          snapshot?: NonNullable<Json>
          status?: string
          updated_at?: string
          version_number?: number
        }
        Relationships: [
          {
            foreignKeyName: 'dashboard_versions_created_by_fkey'
            columns: ['created_by']
            isOneToOne: false
            referencedRelation: 'users'
            referencedColumns: ['id']
          },
          {
            foreignKeyName: 'dashboard_versions_dashboard_id_base_version_fkey'
            columns: ['dashboard_id', 'base_version']
            isOneToOne: false
            referencedRelation: 'dashboard_versions'
            referencedColumns: ['dashboard_id', 'version_number']
          },
          {
            foreignKeyName: 'dashboard_versions_dashboard_id_project_id_fkey'
            columns: ['dashboard_id', 'project_id']
            isOneToOne: false
            referencedRelation: 'dashboard_summary'
            referencedColumns: ['id', 'project_id']
          },
          {
            foreignKeyName: 'dashboard_versions_dashboard_id_project_id_fkey'
            columns: ['dashboard_id', 'project_id']
            isOneToOne: false
            referencedRelation: 'dashboards'
            referencedColumns: ['id', 'project_id']
          },
          {
            foreignKeyName: 'dashboard_versions_project_id_fkey'
            columns: ['project_id']
            isOneToOne: false
            referencedRelation: 'projects'
            referencedColumns: ['id']
          },
          {
            foreignKeyName: 'dashboard_versions_reviewed_by_fkey'
            columns: ['reviewed_by']
            isOneToOne: false
            referencedRelation: 'users'
            referencedColumns: ['id']
          },
        ]
      }
      dashboards: {
        Row: {
          archived_at: string | null
          config: NonNullable<Json>
          created_at: string
          created_by: string | null
          description: string | null
          id: string
          is_public: boolean
          is_template: boolean
          last_viewed_at: string | null
          layout: NonNullable<Json>
          project_id: string
          revision: number
          tags: string[]
          template_category: string | null
          template_id: string | null
          theme: NonNullable<Json>
          title: string
          updated_at: string
          updated_by: string | null
          view_count: number
        }
        ComputedFields: never
        Insert: {
          archived_at?: string | null
          config?: NonNullable<Json>
          created_at?: string
          created_by?: string | null
          description?: string | null
          id?: string
          is_public?: boolean
          is_template?: boolean
          last_viewed_at?: string | null
          layout?: NonNullable<Json>
          project_id: string
          revision?: number
          tags?: string[]
          template_category?: string | null
          template_id?: string | null
          theme?: NonNullable<Json>
          title: string
          updated_at?: string
          updated_by?: string | null
          view_count?: number
        }
        Update: {
          archived_at?: string | null
          config?: NonNullable<Json>
          created_at?: string
          created_by?: string | null
          description?: string | null
          id?: string
          is_public?: boolean
          is_template?: boolean
          last_viewed_at?: string | null
          layout?: NonNullable<Json>
          project_id?: string
          revision?: number
          tags?: string[]
          template_category?: string | null
          template_id?: string | null
          theme?: NonNullable<Json>
          title?: string
          updated_at?: string
          updated_by?: string | null
          view_count?: number
        }
        Relationships: [
          {
            foreignKeyName: 'dashboards_created_by_fkey'
            columns: ['created_by']
            isOneToOne: false
            referencedRelation: 'users'
            referencedColumns: ['id']
          },
          {
            foreignKeyName: 'dashboards_project_id_fkey'
            columns: ['project_id']
            isOneToOne: false
            referencedRelation: 'projects'
            referencedColumns: ['id']
          },
          {
            foreignKeyName: 'dashboards_template_id_fkey'
            columns: ['template_id']
            isOneToOne: false
            referencedRelation: 'dashboard_templates'
            referencedColumns: ['id']
          },
          {
            foreignKeyName: 'dashboards_updated_by_fkey'
            columns: ['updated_by']
            isOneToOne: false
            referencedRelation: 'users'
            referencedColumns: ['id']
          },
        ]
      }
      data_cache: {
        Row: {
          cache_key: string
          connector_id: string | null
          created_at: string
          data: NonNullable<Json>
          dataset_id: string
          dataset_version: number
          expires_at: string
          hit_count: number
          id: string
          last_accessed_at: string
          project_id: string
          query_hash: string
          size_bytes: number
          updated_at: string
        }
        ComputedFields: never
        Insert: {
          cache_key: string
          connector_id?: string | null
          created_at?: string
          data: NonNullable<Json>
          dataset_id: string
          dataset_version: number
          expires_at: string
          hit_count?: number
          id?: string
          last_accessed_at?: string
          project_id: string
          query_hash: string
          size_bytes: number
          updated_at?: string
        }
        Update: {
          cache_key?: string
          connector_id?: string | null
          created_at?: string
          data?: NonNullable<Json>
          dataset_id?: string
          dataset_version?: number
          expires_at?: string
          hit_count?: number
          id?: string
          last_accessed_at?: string
          project_id?: string
          query_hash?: string
          size_bytes?: number
          updated_at?: string
        }
        Relationships: [
          {
            foreignKeyName: 'data_cache_connector_id_project_id_fkey'
            columns: ['connector_id', 'project_id']
            isOneToOne: false
            referencedRelation: 'connector_health'
            referencedColumns: ['connector_id', 'project_id']
          },
          {
            foreignKeyName: 'data_cache_connector_id_project_id_fkey'
            columns: ['connector_id', 'project_id']
            isOneToOne: false
            referencedRelation: 'connectors'
            referencedColumns: ['id', 'project_id']
          },
          {
            foreignKeyName: 'data_cache_dataset_id_project_id_fkey'
            columns: ['dataset_id', 'project_id']
            isOneToOne: false
            referencedRelation: 'datasets'
            referencedColumns: ['id', 'project_id']
          },
          {
            foreignKeyName: 'data_cache_project_id_fkey'
            columns: ['project_id']
            isOneToOne: false
            referencedRelation: 'projects'
            referencedColumns: ['id']
          },
        ]
      }
      datasets: {
        Row: {
          columns: NonNullable<Json>
          connector_id: string | null
          created_at: string
          created_by: string | null
          cursor_field: string | null
          cursor_state: Json | null
          description: string | null
          id: string
          kind: string
          name: string
          primary_key: string[]
          project_id: string
          refreshed_at: string | null
          row_count: number
          stream: string | null
          sync_mode: string
          table_name: string | null
          ttl_seconds: number | null
          updated_at: string
          version: number
        }
        ComputedFields: never
        Insert: {
          columns: NonNullable<Json>
          connector_id?: string | null
          created_at?: string
          created_by?: string | null
          cursor_field?: string | null
          cursor_state?: Json | null
          description?: string | null
          id?: string
          kind?: string
          name: string
          primary_key?: string[]
          project_id: string
          refreshed_at?: string | null
          row_count?: number
          stream?: string | null
          sync_mode?: string
          table_name?: never
          ttl_seconds?: number | null
          updated_at?: string
          version?: number
        }
        Update: {
          columns?: NonNullable<Json>
          connector_id?: string | null
          created_at?: string
          created_by?: string | null
          cursor_field?: string | null
          cursor_state?: Json | null
          description?: string | null
          id?: string
          kind?: string
          name?: string
          primary_key?: string[]
          project_id?: string
          refreshed_at?: string | null
          row_count?: number
          stream?: string | null
          sync_mode?: string
          table_name?: never
          ttl_seconds?: number | null
          updated_at?: string
          version?: number
        }
        Relationships: [
          {
            foreignKeyName: 'datasets_connector_id_project_id_fkey'
            columns: ['connector_id', 'project_id']
            isOneToOne: false
            referencedRelation: 'connector_health'
            referencedColumns: ['connector_id', 'project_id']
          },
          {
            foreignKeyName: 'datasets_connector_id_project_id_fkey'
            columns: ['connector_id', 'project_id']
            isOneToOne: false
            referencedRelation: 'connectors'
            referencedColumns: ['id', 'project_id']
          },
          {
            foreignKeyName: 'datasets_created_by_fkey'
            columns: ['created_by']
            isOneToOne: false
            referencedRelation: 'users'
            referencedColumns: ['id']
          },
          {
            foreignKeyName: 'datasets_project_id_fkey'
            columns: ['project_id']
            isOneToOne: false
            referencedRelation: 'projects'
            referencedColumns: ['id']
          },
        ]
      }
      dead_letters: {
        Row: {
          attempts: number
          created_at: string
          discarded_at: string | null
          discarded_by: string | null
          error: NonNullable<Json>
          failed_at: string
          id: string
          idempotency_key: string
          message: NonNullable<Json>
          project_id: string | null
          queue: string
          redriven_at: string | null
          redriven_by: string | null
          updated_at: string
          workspace_id: string | null
        }
        ComputedFields: never
        Insert: {
          attempts?: number
          created_at?: string
          discarded_at?: string | null
          discarded_by?: string | null
          error?: NonNullable<Json>
          failed_at?: string
          id?: string
          idempotency_key: string
          message: NonNullable<Json>
          project_id?: string | null
          queue: string
          redriven_at?: string | null
          redriven_by?: string | null
          updated_at?: string
          workspace_id?: string | null
        }
        Update: {
          attempts?: number
          created_at?: string
          discarded_at?: string | null
          discarded_by?: string | null
          error?: NonNullable<Json>
          failed_at?: string
          id?: string
          idempotency_key?: string
          message?: NonNullable<Json>
          project_id?: string | null
          queue?: string
          redriven_at?: string | null
          redriven_by?: string | null
          updated_at?: string
          workspace_id?: string | null
        }
        Relationships: [
          {
            foreignKeyName: 'dead_letters_discarded_by_fkey'
            columns: ['discarded_by']
            isOneToOne: false
            referencedRelation: 'users'
            referencedColumns: ['id']
          },
          {
            foreignKeyName: 'dead_letters_project_id_fkey'
            columns: ['project_id']
            isOneToOne: false
            referencedRelation: 'projects'
            referencedColumns: ['id']
          },
          {
            foreignKeyName: 'dead_letters_redriven_by_fkey'
            columns: ['redriven_by']
            isOneToOne: false
            referencedRelation: 'users'
            referencedColumns: ['id']
          },
          {
            foreignKeyName: 'dead_letters_workspace_id_fkey'
            columns: ['workspace_id']
            isOneToOne: false
            referencedRelation: 'workspaces'
            referencedColumns: ['id']
          },
        ]
      }
      email_campaigns: {
        Row: {
          announced_for: string | null
          campaign_id: string | null
          content: string
          created_at: string
          created_by: string | null
          due_at: string | null
          id: string
          metrics: NonNullable<Json>
          project_id: string
          recipient_list: NonNullable<Json>
          send_at: string | null
          status: string
          subject: string
          template_id: string | null
          updated_at: string
          variants: NonNullable<Json>
        }
        ComputedFields: never
        Insert: {
          announced_for?: string | null
          campaign_id?: string | null
          content?: string
          created_at?: string
          created_by?: string | null
          due_at?: never
          id?: string
          metrics?: NonNullable<Json>
          project_id: string
          recipient_list?: NonNullable<Json>
          send_at?: string | null
          status?: string
          subject: string
          template_id?: string | null
          updated_at?: string
          variants?: NonNullable<Json>
        }
        Update: {
          announced_for?: string | null
          campaign_id?: string | null
          content?: string
          created_at?: string
          created_by?: string | null
          due_at?: never
          id?: string
          metrics?: NonNullable<Json>
          project_id?: string
          recipient_list?: NonNullable<Json>
          send_at?: string | null
          status?: string
          subject?: string
          template_id?: string | null
          updated_at?: string
          variants?: NonNullable<Json>
        }
        Relationships: [
          {
            foreignKeyName: 'email_campaigns_campaign_id_project_id_fkey'
            columns: ['campaign_id', 'project_id']
            isOneToOne: false
            referencedRelation: 'campaigns'
            referencedColumns: ['id', 'project_id']
          },
          {
            foreignKeyName: 'email_campaigns_created_by_fkey'
            columns: ['created_by']
            isOneToOne: false
            referencedRelation: 'users'
            referencedColumns: ['id']
          },
          {
            foreignKeyName: 'email_campaigns_project_id_fkey'
            columns: ['project_id']
            isOneToOne: false
            referencedRelation: 'projects'
            referencedColumns: ['id']
          },
          {
            foreignKeyName: 'email_campaigns_template_id_project_id_fkey'
            columns: ['template_id', 'project_id']
            isOneToOne: false
            referencedRelation: 'content'
            referencedColumns: ['id', 'project_id']
          },
        ]
      }
      email_events: {
        Row: {
          created_at: string
          email_message_id: string
          external_id: string | null
          id: string
          is_machine: boolean
          occurred_at: string
          project_id: string
          type: string
          updated_at: string
          url: string | null
        }
        ComputedFields: never
        Insert: {
          created_at?: string
          email_message_id: string
          external_id?: string | null
          id?: string
          is_machine?: boolean
          occurred_at?: string
          project_id: string
          type: string
          updated_at?: string
          url?: string | null
        }
        Update: {
          created_at?: string
          email_message_id?: string
          external_id?: string | null
          id?: string
          is_machine?: boolean
          occurred_at?: string
          project_id?: string
          type?: string
          updated_at?: string
          url?: string | null
        }
        Relationships: [
          {
            foreignKeyName: 'email_events_email_message_id_project_id_fkey'
            columns: ['email_message_id', 'project_id']
            isOneToOne: false
            referencedRelation: 'email_messages'
            referencedColumns: ['id', 'project_id']
          },
          {
            foreignKeyName: 'email_events_project_id_fkey'
            columns: ['project_id']
            isOneToOne: false
            referencedRelation: 'projects'
            referencedColumns: ['id']
          },
        ]
      }
      email_messages: {
        Row: {
          attempts: number
          created_at: string
          email_campaign_id: string
          error: string | null
          id: string
          lead_id: string | null
          project_id: string
          provider_message_id: string | null
          sent_at: string | null
          status: string
          to_address: string | null
          updated_at: string
          variant: string | null
        }
        ComputedFields: never
        Insert: {
          attempts?: number
          created_at?: string
          email_campaign_id: string
          error?: string | null
          id?: string
          lead_id?: string | null
          project_id: string
          provider_message_id?: string | null
          sent_at?: string | null
          status?: string
          to_address?: string | null
          updated_at?: string
          variant?: string | null
        }
        Update: {
          attempts?: number
          created_at?: string
          email_campaign_id?: string
          error?: string | null
          id?: string
          lead_id?: string | null
          project_id?: string
          provider_message_id?: string | null
          sent_at?: string | null
          status?: string
          to_address?: string | null
          updated_at?: string
          variant?: string | null
        }
        Relationships: [
          {
            foreignKeyName: 'email_messages_email_campaign_id_project_id_fkey'
            columns: ['email_campaign_id', 'project_id']
            isOneToOne: false
            referencedRelation: 'email_campaigns'
            referencedColumns: ['id', 'project_id']
          },
          {
            foreignKeyName: 'email_messages_lead_id_project_id_fkey'
            columns: ['lead_id', 'project_id']
            isOneToOne: false
            referencedRelation: 'leads'
            referencedColumns: ['id', 'project_id']
          },
          {
            foreignKeyName: 'email_messages_project_id_fkey'
            columns: ['project_id']
            isOneToOne: false
            referencedRelation: 'projects'
            referencedColumns: ['id']
          },
        ]
      }
      email_suppressions: {
        Row: {
          address: string
          created_at: string
          created_by: string | null
          id: string
          project_id: string
          reason: string | null
          source: string
          updated_at: string
        }
        ComputedFields: never
        Insert: {
          address: string
          created_at?: string
          created_by?: string | null
          id?: string
          project_id: string
          reason?: string | null
          source?: string
          updated_at?: string
        }
        Update: {
          address?: string
          created_at?: string
          created_by?: string | null
          id?: string
          project_id?: string
          reason?: string | null
          source?: string
          updated_at?: string
        }
        Relationships: [
          {
            foreignKeyName: 'email_suppressions_created_by_fkey'
            columns: ['created_by']
            isOneToOne: false
            referencedRelation: 'users'
            referencedColumns: ['id']
          },
          {
            foreignKeyName: 'email_suppressions_project_id_fkey'
            columns: ['project_id']
            isOneToOne: false
            referencedRelation: 'projects'
            referencedColumns: ['id']
          },
        ]
      }
      events: {
        Row: {
          actor_id: string | null
          causation_id: string | null
          data: NonNullable<Json>
          id: number
          occurred_at: string
          project_id: string
          subject_id: string | null
          subject_type: string
          type: string
        }
        ComputedFields: never
        Insert: {
          actor_id?: string | null
          causation_id?: string | null
          data?: NonNullable<Json>
          id?: never
          occurred_at?: string
          project_id: string
          subject_id?: string | null
          subject_type: string
          type: string
        }
        Update: {
          actor_id?: string | null
          causation_id?: string | null
          data?: NonNullable<Json>
          id?: never
          occurred_at?: string
          project_id?: string
          subject_id?: string | null
          subject_type?: string
          type?: string
        }
        Relationships: [
          {
            foreignKeyName: 'events_project_id_fkey'
            columns: ['project_id']
            isOneToOne: false
            referencedRelation: 'projects'
            referencedColumns: ['id']
          },
        ]
      }
      ingest_tokens: {
        Row: {
          created_at: string
          created_by: string | null
          dataset_id: string
          id: string
          last_used_at: string | null
          name: string
          project_id: string
          revoked_at: string | null
          token_hash: string
          updated_at: string
        }
        ComputedFields: never
        Insert: {
          created_at?: string
          created_by?: string | null
          dataset_id: string
          id?: string
          last_used_at?: string | null
          name: string
          project_id: string
          revoked_at?: string | null
          token_hash: string
          updated_at?: string
        }
        Update: {
          created_at?: string
          created_by?: string | null
          dataset_id?: string
          id?: string
          last_used_at?: string | null
          name?: string
          project_id?: string
          revoked_at?: string | null
          token_hash?: string
          updated_at?: string
        }
        Relationships: [
          {
            foreignKeyName: 'ingest_tokens_created_by_fkey'
            columns: ['created_by']
            isOneToOne: false
            referencedRelation: 'users'
            referencedColumns: ['id']
          },
          {
            foreignKeyName: 'ingest_tokens_dataset_id_project_id_fkey'
            columns: ['dataset_id', 'project_id']
            isOneToOne: false
            referencedRelation: 'datasets'
            referencedColumns: ['id', 'project_id']
          },
          {
            foreignKeyName: 'ingest_tokens_project_id_fkey'
            columns: ['project_id']
            isOneToOne: false
            referencedRelation: 'projects'
            referencedColumns: ['id']
          },
        ]
      }
      lead_score_changes: {
        Row: {
          created_at: string
          created_by: string | null
          id: string
          lead_id: string
          occurred_at: string
          points: number
          project_id: string
          reason: string
          rule_id: string | null
          updated_at: string
        }
        ComputedFields: never
        Insert: {
          created_at?: string
          created_by?: string | null
          id?: string
          lead_id: string
          occurred_at?: string
          points: number
          project_id: string
          reason: string
          rule_id?: string | null
          updated_at?: string
        }
        Update: {
          created_at?: string
          created_by?: string | null
          id?: string
          lead_id?: string
          occurred_at?: string
          points?: number
          project_id?: string
          reason?: string
          rule_id?: string | null
          updated_at?: string
        }
        Relationships: [
          {
            foreignKeyName: 'lead_score_changes_created_by_fkey'
            columns: ['created_by']
            isOneToOne: false
            referencedRelation: 'users'
            referencedColumns: ['id']
          },
          {
            foreignKeyName: 'lead_score_changes_lead_id_project_id_fkey'
            columns: ['lead_id', 'project_id']
            isOneToOne: false
            referencedRelation: 'leads'
            referencedColumns: ['id', 'project_id']
          },
          {
            foreignKeyName: 'lead_score_changes_project_id_fkey'
            columns: ['project_id']
            isOneToOne: false
            referencedRelation: 'projects'
            referencedColumns: ['id']
          },
          {
            foreignKeyName: 'lead_score_changes_rule_id_project_id_fkey'
            columns: ['rule_id', 'project_id']
            isOneToOne: false
            referencedRelation: 'lead_scoring_rules'
            referencedColumns: ['id', 'project_id']
          },
        ]
      }
      lead_scoring_rules: {
        Row: {
          condition: NonNullable<Json>
          created_at: string
          created_by: string | null
          id: string
          is_active: boolean
          max_times: number | null
          name: string
          points: number
          project_id: string
          updated_at: string
        }
        ComputedFields: never
        Insert: {
          condition: NonNullable<Json>
          created_at?: string
          created_by?: string | null
          id?: string
          is_active?: boolean
          max_times?: number | null
          name: string
          points: number
          project_id: string
          updated_at?: string
        }
        Update: {
          condition?: NonNullable<Json>
          created_at?: string
          created_by?: string | null
          id?: string
          is_active?: boolean
          max_times?: number | null
          name?: string
          points?: number
          project_id?: string
          updated_at?: string
        }
        Relationships: [
          {
            foreignKeyName: 'lead_scoring_rules_created_by_fkey'
            columns: ['created_by']
            isOneToOne: false
            referencedRelation: 'users'
            referencedColumns: ['id']
          },
          {
            foreignKeyName: 'lead_scoring_rules_project_id_fkey'
            columns: ['project_id']
            isOneToOne: false
            referencedRelation: 'projects'
            referencedColumns: ['id']
          },
        ]
      }
      leads: {
        Row: {
          company: string | null
          created_at: string
          created_by: string | null
          custom_fields: NonNullable<Json>
          email: string
          first_name: string | null
          id: string
          last_name: string | null
          owner_id: string | null
          phone: string | null
          project_id: string
          score: number
          source: string | null
          status: string
          tags: string[]
          unsubscribed_at: string | null
          updated_at: string
        }
        ComputedFields: never
        Insert: {
          company?: string | null
          created_at?: string
          created_by?: string | null
          custom_fields?: NonNullable<Json>
          email: string
          first_name?: string | null
          id?: string
          last_name?: string | null
          owner_id?: string | null
          phone?: string | null
          project_id: string
          score?: number
          source?: string | null
          status?: string
          tags?: string[]
          unsubscribed_at?: string | null
          updated_at?: string
        }
        Update: {
          company?: string | null
          created_at?: string
          created_by?: string | null
          custom_fields?: NonNullable<Json>
          email?: string
          first_name?: string | null
          id?: string
          last_name?: string | null
          owner_id?: string | null
          phone?: string | null
          project_id?: string
          score?: number
          source?: string | null
          status?: string
          tags?: string[]
          unsubscribed_at?: string | null
          updated_at?: string
        }
        Relationships: [
          {
            foreignKeyName: 'leads_created_by_fkey'
            columns: ['created_by']
            isOneToOne: false
            referencedRelation: 'users'
            referencedColumns: ['id']
          },
          {
            foreignKeyName: 'leads_owner_id_fkey'
            columns: ['owner_id']
            isOneToOne: false
            referencedRelation: 'users'
            referencedColumns: ['id']
          },
          {
            foreignKeyName: 'leads_project_id_fkey'
            columns: ['project_id']
            isOneToOne: false
            referencedRelation: 'projects'
            referencedColumns: ['id']
          },
        ]
      }
      llm_models: {
        Row: {
          capabilities: NonNullable<Json>
          created_at: string
          description: string | null
          display_name: string
          id: string
          is_active: boolean
          model_id: string
          provider: string
          updated_at: string
        }
        ComputedFields: never
        Insert: {
          capabilities?: NonNullable<Json>
          created_at?: string
          description?: string | null
          display_name: string
          id?: string
          is_active?: boolean
          model_id: string
          provider: string
          updated_at?: string
        }
        Update: {
          capabilities?: NonNullable<Json>
          created_at?: string
          description?: string | null
          display_name?: string
          id?: string
          is_active?: boolean
          model_id?: string
          provider?: string
          updated_at?: string
        }
        Relationships: []
      }
      notifications: {
        Row: {
          body: string | null
          created_at: string
          id: string
          kind: string
          link: string | null
          project_id: string
          read_at: string | null
          title: string
          updated_at: string
          user_id: string
        }
        ComputedFields: never
        Insert: {
          body?: string | null
          created_at?: string
          id?: string
          kind: string
          link?: string | null
          project_id: string
          read_at?: string | null
          title: string
          updated_at?: string
          user_id: string
        }
        Update: {
          body?: string | null
          created_at?: string
          id?: string
          kind?: string
          link?: string | null
          project_id?: string
          read_at?: string | null
          title?: string
          updated_at?: string
          user_id?: string
        }
        Relationships: [
          {
            foreignKeyName: 'notifications_project_id_fkey'
            columns: ['project_id']
            isOneToOne: false
            referencedRelation: 'projects'
            referencedColumns: ['id']
          },
          {
            foreignKeyName: 'notifications_user_id_fkey'
            columns: ['user_id']
            isOneToOne: false
            referencedRelation: 'users'
            referencedColumns: ['id']
          },
        ]
      }
      oauth2_connections: {
        Row: {
          additional_params: NonNullable<Json>
          client_id: string
          client_secret_id: string | null
          created_at: string
          created_by: string | null
          has_client_secret: boolean
          id: string
          is_active: boolean
          project_id: string | null
          provider: string
          provider_config: NonNullable<Json>
          redirect_uri: string
          scopes: string[]
          updated_at: string
          workspace_id: string | null
        }
        ComputedFields: never
        Insert: {
          additional_params?: NonNullable<Json>
          client_id: string
          client_secret_id?: string | null
          created_at?: string
          created_by?: string | null
          has_client_secret?: never
          id?: string
          is_active?: boolean
          project_id?: string | null
          provider: string
          provider_config?: NonNullable<Json>
          redirect_uri: string
          scopes?: string[]
          updated_at?: string
          workspace_id?: string | null
        }
        Update: {
          additional_params?: NonNullable<Json>
          client_id?: string
          client_secret_id?: string | null
          created_at?: string
          created_by?: string | null
          has_client_secret?: never
          id?: string
          is_active?: boolean
          project_id?: string | null
          provider?: string
          provider_config?: NonNullable<Json>
          redirect_uri?: string
          scopes?: string[]
          updated_at?: string
          workspace_id?: string | null
        }
        Relationships: [
          {
            foreignKeyName: 'oauth2_connections_created_by_fkey'
            columns: ['created_by']
            isOneToOne: false
            referencedRelation: 'users'
            referencedColumns: ['id']
          },
          {
            foreignKeyName: 'oauth2_connections_project_id_fkey'
            columns: ['project_id']
            isOneToOne: false
            referencedRelation: 'projects'
            referencedColumns: ['id']
          },
          {
            foreignKeyName: 'oauth2_connections_workspace_id_fkey'
            columns: ['workspace_id']
            isOneToOne: false
            referencedRelation: 'workspaces'
            referencedColumns: ['id']
          },
        ]
      }
      oauth2_tokens: {
        Row: {
          access_token_id: string | null
          connection_id: string
          created_at: string
          expires_at: string | null
          id: string
          project_id: string | null
          refresh_token_id: string | null
          scope: string | null
          token_type: string
          updated_at: string
          workspace_id: string | null
        }
        ComputedFields: never
        Insert: {
          access_token_id?: string | null
          connection_id: string
          created_at?: string
          expires_at?: string | null
          id?: string
          project_id?: string | null
          refresh_token_id?: string | null
          scope?: string | null
          token_type?: string
          updated_at?: string
          workspace_id?: string | null
        }
        Update: {
          access_token_id?: string | null
          connection_id?: string
          created_at?: string
          expires_at?: string | null
          id?: string
          project_id?: string | null
          refresh_token_id?: string | null
          scope?: string | null
          token_type?: string
          updated_at?: string
          workspace_id?: string | null
        }
        Relationships: [
          {
            foreignKeyName: 'oauth2_tokens_connection_id_project_id_fkey'
            columns: ['connection_id', 'project_id']
            isOneToOne: false
            referencedRelation: 'oauth2_connections'
            referencedColumns: ['id', 'project_id']
          },
          {
            foreignKeyName: 'oauth2_tokens_connection_id_workspace_id_fkey'
            columns: ['connection_id', 'workspace_id']
            isOneToOne: false
            referencedRelation: 'oauth2_connections'
            referencedColumns: ['id', 'workspace_id']
          },
          {
            foreignKeyName: 'oauth2_tokens_project_id_fkey'
            columns: ['project_id']
            isOneToOne: false
            referencedRelation: 'projects'
            referencedColumns: ['id']
          },
          {
            foreignKeyName: 'oauth2_tokens_workspace_id_fkey'
            columns: ['workspace_id']
            isOneToOne: false
            referencedRelation: 'workspaces'
            referencedColumns: ['id']
          },
        ]
      }
      project_context: {
        Row: {
          content: NonNullable<Json>
          context_type: string
          created_at: string
          created_by: string | null
          id: string
          metadata: NonNullable<Json>
          project_id: string
          title: string
          updated_at: string
          updated_by: string | null
          version: number
        }
        ComputedFields: never
        Insert: {
          content?: NonNullable<Json>
          context_type: string
          created_at?: string
          created_by?: string | null
          id?: string
          metadata?: NonNullable<Json>
          project_id: string
          title: string
          updated_at?: string
          updated_by?: string | null
          version?: number
        }
        Update: {
          content?: NonNullable<Json>
          context_type?: string
          created_at?: string
          created_by?: string | null
          id?: string
          metadata?: NonNullable<Json>
          project_id?: string
          title?: string
          updated_at?: string
          updated_by?: string | null
          version?: number
        }
        Relationships: [
          {
            foreignKeyName: 'project_context_created_by_fkey'
            columns: ['created_by']
            isOneToOne: false
            referencedRelation: 'users'
            referencedColumns: ['id']
          },
          {
            foreignKeyName: 'project_context_project_id_fkey'
            columns: ['project_id']
            isOneToOne: false
            referencedRelation: 'projects'
            referencedColumns: ['id']
          },
          {
            foreignKeyName: 'project_context_updated_by_fkey'
            columns: ['updated_by']
            isOneToOne: false
            referencedRelation: 'users'
            referencedColumns: ['id']
          },
        ]
      }
      project_requirements: {
        Row: {
          content: NonNullable<Json>
          created_at: string
          created_by: string | null
          id: string
          project_id: string
          status: string
          title: string
          updated_at: string
          updated_by: string | null
          version: number
        }
        ComputedFields: never
        Insert: {
          content?: NonNullable<Json>
          created_at?: string
          created_by?: string | null
          id?: string
          project_id: string
          status?: string
          title: string
          updated_at?: string
          updated_by?: string | null
          version?: number
        }
        Update: {
          content?: NonNullable<Json>
          created_at?: string
          created_by?: string | null
          id?: string
          project_id?: string
          status?: string
          title?: string
          updated_at?: string
          updated_by?: string | null
          version?: number
        }
        Relationships: [
          {
            foreignKeyName: 'project_requirements_created_by_fkey'
            columns: ['created_by']
            isOneToOne: false
            referencedRelation: 'users'
            referencedColumns: ['id']
          },
          {
            foreignKeyName: 'project_requirements_project_id_fkey'
            columns: ['project_id']
            isOneToOne: false
            referencedRelation: 'projects'
            referencedColumns: ['id']
          },
          {
            foreignKeyName: 'project_requirements_updated_by_fkey'
            columns: ['updated_by']
            isOneToOne: false
            referencedRelation: 'users'
            referencedColumns: ['id']
          },
        ]
      }
      project_stats: {
        Row: {
          created_at: string
          id: string
          project_id: string
          stats_date: string
          tokens_remaining: number
          total_artifacts: number
          total_chats: number
          total_files: number
          total_tokens_used: number
          total_users: number
          updated_at: string
        }
        ComputedFields: never
        Insert: {
          created_at?: string
          id?: string
          project_id: string
          stats_date: string
          tokens_remaining?: number
          total_artifacts?: number
          total_chats?: number
          total_files?: number
          total_tokens_used?: number
          total_users?: number
          updated_at?: string
        }
        Update: {
          created_at?: string
          id?: string
          project_id?: string
          stats_date?: string
          tokens_remaining?: number
          total_artifacts?: number
          total_chats?: number
          total_files?: number
          total_tokens_used?: number
          total_users?: number
          updated_at?: string
        }
        Relationships: [
          {
            foreignKeyName: 'project_stats_project_id_fkey'
            columns: ['project_id']
            isOneToOne: false
            referencedRelation: 'projects'
            referencedColumns: ['id']
          },
        ]
      }
      project_users: {
        Row: {
          created_at: string
          id: string
          invited_by: string | null
          project_id: string
          role: string
          updated_at: string
          user_id: string
        }
        ComputedFields: never
        Insert: {
          created_at?: string
          id?: string
          invited_by?: string | null
          project_id: string
          role: string
          updated_at?: string
          user_id: string
        }
        Update: {
          created_at?: string
          id?: string
          invited_by?: string | null
          project_id?: string
          role?: string
          updated_at?: string
          user_id?: string
        }
        Relationships: [
          {
            foreignKeyName: 'project_users_invited_by_fkey'
            columns: ['invited_by']
            isOneToOne: false
            referencedRelation: 'users'
            referencedColumns: ['id']
          },
          {
            foreignKeyName: 'project_users_project_id_fkey'
            columns: ['project_id']
            isOneToOne: false
            referencedRelation: 'projects'
            referencedColumns: ['id']
          },
          {
            foreignKeyName: 'project_users_user_id_fkey'
            columns: ['user_id']
            isOneToOne: false
            referencedRelation: 'users'
            referencedColumns: ['id']
          },
        ]
      }
      projects: {
        Row: {
          color_palette: NonNullable<Json>
          created_at: string
          created_by: string | null
          deleted_at: string | null
          description: string | null
          id: string
          is_active: boolean
          logo_url: string | null
          name: string
          owner_team_id: string | null
          owner_user_id: string | null
          settings: NonNullable<Json>
          updated_at: string
          workspace_id: string
        }
        ComputedFields: never
        Insert: {
          color_palette?: NonNullable<Json>
          created_at?: string
          created_by?: string | null
          deleted_at?: string | null
          description?: string | null
          id?: string
          is_active?: boolean
          logo_url?: string | null
          name: string
          owner_team_id?: string | null
          owner_user_id?: string | null
          settings?: NonNullable<Json>
          updated_at?: string
          workspace_id: string
        }
        Update: {
          color_palette?: NonNullable<Json>
          created_at?: string
          created_by?: string | null
          deleted_at?: string | null
          description?: string | null
          id?: string
          is_active?: boolean
          logo_url?: string | null
          name?: string
          owner_team_id?: string | null
          owner_user_id?: string | null
          settings?: NonNullable<Json>
          updated_at?: string
          workspace_id?: string
        }
        Relationships: [
          {
            foreignKeyName: 'projects_created_by_fkey'
            columns: ['created_by']
            isOneToOne: false
            referencedRelation: 'users'
            referencedColumns: ['id']
          },
          {
            foreignKeyName: 'projects_owner_team_id_workspace_id_fkey'
            columns: ['owner_team_id', 'workspace_id']
            isOneToOne: false
            referencedRelation: 'teams'
            referencedColumns: ['id', 'workspace_id']
          },
          {
            foreignKeyName: 'projects_owner_user_id_fkey'
            columns: ['owner_user_id']
            isOneToOne: false
            referencedRelation: 'users'
            referencedColumns: ['id']
          },
          {
            foreignKeyName: 'projects_workspace_id_fkey'
            columns: ['workspace_id']
            isOneToOne: false
            referencedRelation: 'workspaces'
            referencedColumns: ['id']
          },
        ]
      }
      segments: {
        Row: {
          created_at: string
          created_by: string | null
          definition: NonNullable<Json>
          id: string
          member_count: number
          name: string
          project_id: string
          refreshed_at: string | null
          updated_at: string
        }
        ComputedFields: never
        Insert: {
          created_at?: string
          created_by?: string | null
          definition?: NonNullable<Json>
          id?: string
          member_count?: number
          name: string
          project_id: string
          refreshed_at?: string | null
          updated_at?: string
        }
        Update: {
          created_at?: string
          created_by?: string | null
          definition?: NonNullable<Json>
          id?: string
          member_count?: number
          name?: string
          project_id?: string
          refreshed_at?: string | null
          updated_at?: string
        }
        Relationships: [
          {
            foreignKeyName: 'segments_created_by_fkey'
            columns: ['created_by']
            isOneToOne: false
            referencedRelation: 'users'
            referencedColumns: ['id']
          },
          {
            foreignKeyName: 'segments_project_id_fkey'
            columns: ['project_id']
            isOneToOne: false
            referencedRelation: 'projects'
            referencedColumns: ['id']
          },
        ]
      }
      sharing_links: {
        Row: {
          access_count: number
          chart_id: string | null
          created_at: string
          created_by: string | null
          dashboard_id: string | null
          expires_at: string | null
          id: string
          last_accessed_at: string | null
          password_hash: string | null
          permissions: NonNullable<Json>
          project_id: string
          resource_id: string
          resource_type: string
          revoked_at: string | null
          template_id: string | null
          token_hash: string
          updated_at: string
        }
        ComputedFields: never
        Insert: {
          access_count?: number
          chart_id?: never
          created_at?: string
          created_by?: string | null
          dashboard_id?: never
          expires_at?: string | null
          id?: string
          last_accessed_at?: string | null
          password_hash?: string | null
          permissions?: NonNullable<Json>
          project_id: string
          resource_id: string
          resource_type: string
          revoked_at?: string | null
          template_id?: never
          token_hash: string
          updated_at?: string
        }
        Update: {
          access_count?: number
          chart_id?: never
          created_at?: string
          created_by?: string | null
          dashboard_id?: never
          expires_at?: string | null
          id?: string
          last_accessed_at?: string | null
          password_hash?: string | null
          permissions?: NonNullable<Json>
          project_id?: string
          resource_id?: string
          resource_type?: string
          revoked_at?: string | null
          template_id?: never
          token_hash?: string
          updated_at?: string
        }
        Relationships: [
          {
            foreignKeyName: 'sharing_links_chart_id_project_id_fkey'
            columns: ['chart_id', 'project_id']
            isOneToOne: false
            referencedRelation: 'charts'
            referencedColumns: ['id', 'project_id']
          },
          {
            foreignKeyName: 'sharing_links_created_by_fkey'
            columns: ['created_by']
            isOneToOne: false
            referencedRelation: 'users'
            referencedColumns: ['id']
          },
          {
            foreignKeyName: 'sharing_links_dashboard_id_project_id_fkey'
            columns: ['dashboard_id', 'project_id']
            isOneToOne: false
            referencedRelation: 'dashboard_summary'
            referencedColumns: ['id', 'project_id']
          },
          {
            foreignKeyName: 'sharing_links_dashboard_id_project_id_fkey'
            columns: ['dashboard_id', 'project_id']
            isOneToOne: false
            referencedRelation: 'dashboards'
            referencedColumns: ['id', 'project_id']
          },
          {
            foreignKeyName: 'sharing_links_project_id_fkey'
            columns: ['project_id']
            isOneToOne: false
            referencedRelation: 'projects'
            referencedColumns: ['id']
          },
          {
            foreignKeyName: 'sharing_links_template_id_project_id_fkey'
            columns: ['template_id', 'project_id']
            isOneToOne: false
            referencedRelation: 'dashboard_templates'
            referencedColumns: ['id', 'project_id']
          },
        ]
      }
      social_connections: {
        Row: {
          access_token_id: string | null
          created_at: string
          expires_at: string | null
          id: string
          is_active: boolean
          platform: string
          platform_user_id: string
          project_id: string
          refresh_token_id: string | null
          updated_at: string
          user_id: string
          username: string | null
        }
        ComputedFields: never
        Insert: {
          access_token_id?: string | null
          created_at?: string
          expires_at?: string | null
          id?: string
          is_active?: boolean
          platform: string
          platform_user_id: string
          project_id: string
          refresh_token_id?: string | null
          updated_at?: string
          user_id: string
          username?: string | null
        }
        Update: {
          access_token_id?: string | null
          created_at?: string
          expires_at?: string | null
          id?: string
          is_active?: boolean
          platform?: string
          platform_user_id?: string
          project_id?: string
          refresh_token_id?: string | null
          updated_at?: string
          user_id?: string
          username?: string | null
        }
        Relationships: [
          {
            foreignKeyName: 'social_connections_project_id_fkey'
            columns: ['project_id']
            isOneToOne: false
            referencedRelation: 'projects'
            referencedColumns: ['id']
          },
          {
            foreignKeyName: 'social_connections_user_id_fkey'
            columns: ['user_id']
            isOneToOne: false
            referencedRelation: 'users'
            referencedColumns: ['id']
          },
        ]
      }
      sync_rejections: {
        Row: {
          created_at: string
          id: number
          line_number: number
          project_id: string
          reason: string
          record: string | null
          sync_run_id: string
        }
        ComputedFields: never
        Insert: {
          created_at?: string
          id?: never
          line_number: number
          project_id: string
          reason: string
          record?: string | null
          sync_run_id: string
        }
        Update: {
          created_at?: string
          id?: never
          line_number?: number
          project_id?: string
          reason?: string
          record?: string | null
          sync_run_id?: string
        }
        Relationships: [
          {
            foreignKeyName: 'sync_rejections_project_id_fkey'
            columns: ['project_id']
            isOneToOne: false
            referencedRelation: 'projects'
            referencedColumns: ['id']
          },
          {
            foreignKeyName: 'sync_rejections_sync_run_id_project_id_fkey'
            columns: ['sync_run_id', 'project_id']
            isOneToOne: false
            referencedRelation: 'sync_runs'
            referencedColumns: ['id', 'project_id']
          },
        ]
      }
      sync_runs: {
        Row: {
          attempt: number
          bytes_read: number
          connector_id: string | null
          created_at: string
          created_by: string | null
          cursor_after: Json | null
          cursor_before: Json | null
          dataset_id: string | null
          error_code: string | null
          error_message: string | null
          finished_at: string | null
          id: string
          message_id: number | null
          options: NonNullable<Json>
          project_id: string
          rows_read: number
          rows_rejected: number
          rows_written: number
          started_at: string | null
          status: string
          trigger: string
          updated_at: string
        }
        ComputedFields: never
        Insert: {
          attempt?: number
          bytes_read?: number
          connector_id?: string | null
          created_at?: string
          created_by?: string | null
          cursor_after?: Json | null
          cursor_before?: Json | null
          dataset_id?: string | null
          error_code?: string | null
          error_message?: string | null
          finished_at?: string | null
          id?: string
          message_id?: number | null
          options?: NonNullable<Json>
          project_id: string
          rows_read?: number
          rows_rejected?: number
          rows_written?: number
          started_at?: string | null
          status?: string
          trigger: string
          updated_at?: string
        }
        Update: {
          attempt?: number
          bytes_read?: number
          connector_id?: string | null
          created_at?: string
          created_by?: string | null
          cursor_after?: Json | null
          cursor_before?: Json | null
          dataset_id?: string | null
          error_code?: string | null
          error_message?: string | null
          finished_at?: string | null
          id?: string
          message_id?: number | null
          options?: NonNullable<Json>
          project_id?: string
          rows_read?: number
          rows_rejected?: number
          rows_written?: number
          started_at?: string | null
          status?: string
          trigger?: string
          updated_at?: string
        }
        Relationships: [
          {
            foreignKeyName: 'sync_runs_connector_id_project_id_fkey'
            columns: ['connector_id', 'project_id']
            isOneToOne: false
            referencedRelation: 'connector_health'
            referencedColumns: ['connector_id', 'project_id']
          },
          {
            foreignKeyName: 'sync_runs_connector_id_project_id_fkey'
            columns: ['connector_id', 'project_id']
            isOneToOne: false
            referencedRelation: 'connectors'
            referencedColumns: ['id', 'project_id']
          },
          {
            foreignKeyName: 'sync_runs_created_by_fkey'
            columns: ['created_by']
            isOneToOne: false
            referencedRelation: 'users'
            referencedColumns: ['id']
          },
          {
            foreignKeyName: 'sync_runs_dataset_id_project_id_fkey'
            columns: ['dataset_id', 'project_id']
            isOneToOne: false
            referencedRelation: 'datasets'
            referencedColumns: ['id', 'project_id']
          },
          {
            foreignKeyName: 'sync_runs_project_id_fkey'
            columns: ['project_id']
            isOneToOne: false
            referencedRelation: 'projects'
            referencedColumns: ['id']
          },
        ]
      }
      teams: {
        Row: {
          avatar_url: string | null
          created_at: string
          created_by: string | null
          description: string | null
          id: string
          name: string
          settings: NonNullable<Json>
          updated_at: string
          workspace_id: string
        }
        ComputedFields: never
        Insert: {
          avatar_url?: string | null
          created_at?: string
          created_by?: string | null
          description?: string | null
          id?: string
          name: string
          settings?: NonNullable<Json>
          updated_at?: string
          workspace_id: string
        }
        Update: {
          avatar_url?: string | null
          created_at?: string
          created_by?: string | null
          description?: string | null
          id?: string
          name?: string
          settings?: NonNullable<Json>
          updated_at?: string
          workspace_id?: string
        }
        Relationships: [
          {
            foreignKeyName: 'teams_created_by_fkey'
            columns: ['created_by']
            isOneToOne: false
            referencedRelation: 'users'
            referencedColumns: ['id']
          },
          {
            foreignKeyName: 'teams_workspace_id_fkey'
            columns: ['workspace_id']
            isOneToOne: false
            referencedRelation: 'workspaces'
            referencedColumns: ['id']
          },
        ]
      }
      technical_architecture: {
        Row: {
          apis_used: NonNullable<Json>
          content: NonNullable<Json>
          created_at: string
          created_by: string | null
          data_schemas: NonNullable<Json>
          id: string
          project_id: string
          security_requirements: NonNullable<Json>
          status: string
          title: string
          updated_at: string
          updated_by: string | null
          version: number
        }
        ComputedFields: never
        Insert: {
          apis_used?: NonNullable<Json>
          content?: NonNullable<Json>
          created_at?: string
          created_by?: string | null
          data_schemas?: NonNullable<Json>
          id?: string
          project_id: string
          security_requirements?: NonNullable<Json>
          status?: string
          title: string
          updated_at?: string
          updated_by?: string | null
          version?: number
        }
        Update: {
          apis_used?: NonNullable<Json>
          content?: NonNullable<Json>
          created_at?: string
          created_by?: string | null
          data_schemas?: NonNullable<Json>
          id?: string
          project_id?: string
          security_requirements?: NonNullable<Json>
          status?: string
          title?: string
          updated_at?: string
          updated_by?: string | null
          version?: number
        }
        Relationships: [
          {
            foreignKeyName: 'technical_architecture_created_by_fkey'
            columns: ['created_by']
            isOneToOne: false
            referencedRelation: 'users'
            referencedColumns: ['id']
          },
          {
            foreignKeyName: 'technical_architecture_project_id_fkey'
            columns: ['project_id']
            isOneToOne: false
            referencedRelation: 'projects'
            referencedColumns: ['id']
          },
          {
            foreignKeyName: 'technical_architecture_updated_by_fkey'
            columns: ['updated_by']
            isOneToOne: false
            referencedRelation: 'users'
            referencedColumns: ['id']
          },
        ]
      }
      token_purchases: {
        Row: {
          created_at: string
          created_by: string | null
          id: string
          price_paid: number
          status: string
          stripe_payment_intent_id: string
          token_amount: number
          updated_at: string
          workspace_id: string
        }
        ComputedFields: never
        Insert: {
          created_at?: string
          created_by?: string | null
          id?: string
          price_paid: number
          status?: string
          stripe_payment_intent_id: string
          token_amount: number
          updated_at?: string
          workspace_id: string
        }
        Update: {
          created_at?: string
          created_by?: string | null
          id?: string
          price_paid?: number
          status?: string
          stripe_payment_intent_id?: string
          token_amount?: number
          updated_at?: string
          workspace_id?: string
        }
        Relationships: [
          {
            foreignKeyName: 'token_purchases_created_by_fkey'
            columns: ['created_by']
            isOneToOne: false
            referencedRelation: 'users'
            referencedColumns: ['id']
          },
          {
            foreignKeyName: 'token_purchases_workspace_id_fkey'
            columns: ['workspace_id']
            isOneToOne: false
            referencedRelation: 'workspaces'
            referencedColumns: ['id']
          },
        ]
      }
      token_usage: {
        Row: {
          cached_tokens: number
          chat_message_id: string | null
          chat_session_id: string | null
          created_at: string
          created_by: string | null
          id: string
          input_tokens: number
          output_tokens: number
          project_id: string | null
          tokens_used: number
          usage_type: string
          workspace_id: string
        }
        ComputedFields: never
        Insert: {
          cached_tokens?: number
          chat_message_id?: string | null
          chat_session_id?: string | null
          created_at?: string
          created_by?: string | null
          id?: string
          input_tokens: number
          output_tokens: number
          project_id?: string | null
          tokens_used?: never
          usage_type: string
          workspace_id: string
        }
        Update: {
          cached_tokens?: number
          chat_message_id?: string | null
          chat_session_id?: string | null
          created_at?: string
          created_by?: string | null
          id?: string
          input_tokens?: number
          output_tokens?: number
          project_id?: string | null
          tokens_used?: never
          usage_type?: string
          workspace_id?: string
        }
        Relationships: [
          {
            foreignKeyName: 'token_usage_chat_message_id_project_id_fkey'
            columns: ['chat_message_id', 'project_id']
            isOneToOne: false
            referencedRelation: 'chat_messages'
            referencedColumns: ['id', 'project_id']
          },
          {
            foreignKeyName: 'token_usage_chat_session_id_project_id_fkey'
            columns: ['chat_session_id', 'project_id']
            isOneToOne: false
            referencedRelation: 'chat_sessions'
            referencedColumns: ['id', 'project_id']
          },
          {
            foreignKeyName: 'token_usage_created_by_fkey'
            columns: ['created_by']
            isOneToOne: false
            referencedRelation: 'users'
            referencedColumns: ['id']
          },
          {
            foreignKeyName: 'token_usage_project_id_fkey'
            columns: ['project_id']
            isOneToOne: false
            referencedRelation: 'projects'
            referencedColumns: ['id']
          },
          {
            foreignKeyName: 'token_usage_workspace_id_fkey'
            columns: ['workspace_id']
            isOneToOne: false
            referencedRelation: 'workspaces'
            referencedColumns: ['id']
          },
        ]
      }
      ui_design: {
        Row: {
          color_palette: NonNullable<Json>
          components: NonNullable<Json>
          content: NonNullable<Json>
          created_at: string
          created_by: string | null
          id: string
          project_id: string
          status: string
          title: string
          ui_framework: string | null
          updated_at: string
          updated_by: string | null
          version: number
        }
        ComputedFields: never
        Insert: {
          color_palette?: NonNullable<Json>
          components?: NonNullable<Json>
          content?: NonNullable<Json>
          created_at?: string
          created_by?: string | null
          id?: string
          project_id: string
          status?: string
          title: string
          ui_framework?: string | null
          updated_at?: string
          updated_by?: string | null
          version?: number
        }
        Update: {
          color_palette?: NonNullable<Json>
          components?: NonNullable<Json>
          content?: NonNullable<Json>
          created_at?: string
          created_by?: string | null
          id?: string
          project_id?: string
          status?: string
          title?: string
          ui_framework?: string | null
          updated_at?: string
          updated_by?: string | null
          version?: number
        }
        Relationships: [
          {
            foreignKeyName: 'ui_design_created_by_fkey'
            columns: ['created_by']
            isOneToOne: false
            referencedRelation: 'users'
            referencedColumns: ['id']
          },
          {
            foreignKeyName: 'ui_design_project_id_fkey'
            columns: ['project_id']
            isOneToOne: false
            referencedRelation: 'projects'
            referencedColumns: ['id']
          },
          {
            foreignKeyName: 'ui_design_updated_by_fkey'
            columns: ['updated_by']
            isOneToOne: false
            referencedRelation: 'users'
            referencedColumns: ['id']
          },
        ]
      }
      usage_analytics: {
        Row: {
          created_at: string
          event_data: NonNullable<Json>
          event_type: string
          id: string
          ip_address: unknown
          project_id: string
          referrer: string | null
          session_id: string | null
          user_agent: string | null
          user_id: string | null
        }
        ComputedFields: never
        Insert: {
          created_at?: string
          event_data?: NonNullable<Json>
          event_type: string
          id?: string
          ip_address?: unknown
          project_id: string
          referrer?: string | null
          session_id?: string | null
          user_agent?: string | null
          user_id?: string | null
        }
        Update: {
          created_at?: string
          event_data?: NonNullable<Json>
          event_type?: string
          id?: string
          ip_address?: unknown
          project_id?: string
          referrer?: string | null
          session_id?: string | null
          user_agent?: string | null
          user_id?: string | null
        }
        Relationships: [
          {
            foreignKeyName: 'usage_analytics_project_id_fkey'
            columns: ['project_id']
            isOneToOne: false
            referencedRelation: 'projects'
            referencedColumns: ['id']
          },
        ]
      }
      user_profiles: {
        Row: {
          avatar_url: string | null
          created_at: string
          display_name: string
          full_name: string | null
          id: string
          onboarding_completed: boolean
          preferences: NonNullable<Json>
          settings: NonNullable<Json>
          timezone: string
          updated_at: string
          workspace_settings: NonNullable<Json>
        }
        ComputedFields: never
        Insert: {
          avatar_url?: string | null
          created_at?: string
          display_name: string
          full_name?: string | null
          id: string
          onboarding_completed?: boolean
          preferences?: NonNullable<Json>
          settings?: NonNullable<Json>
          timezone?: string
          updated_at?: string
          workspace_settings?: NonNullable<Json>
        }
        Update: {
          avatar_url?: string | null
          created_at?: string
          display_name?: string
          full_name?: string | null
          id?: string
          onboarding_completed?: boolean
          preferences?: NonNullable<Json>
          settings?: NonNullable<Json>
          timezone?: string
          updated_at?: string
          workspace_settings?: NonNullable<Json>
        }
        Relationships: [
          {
            foreignKeyName: 'user_profiles_id_fkey'
            columns: ['id']
            isOneToOne: true
            referencedRelation: 'users'
            referencedColumns: ['id']
          },
        ]
      }
      user_secrets: {
        Row: {
          created_at: string
          id: string
          project_id: string | null
          secret_id: string | null
          secret_name: string
          updated_at: string
          user_id: string
        }
        ComputedFields: never
        Insert: {
          created_at?: string
          id?: string
          project_id?: string | null
          secret_id?: string | null
          secret_name: string
          updated_at?: string
          user_id: string
        }
        Update: {
          created_at?: string
          id?: string
          project_id?: string | null
          secret_id?: string | null
          secret_name?: string
          updated_at?: string
          user_id?: string
        }
        Relationships: [
          {
            foreignKeyName: 'user_secrets_project_id_fkey'
            columns: ['project_id']
            isOneToOne: false
            referencedRelation: 'projects'
            referencedColumns: ['id']
          },
          {
            foreignKeyName: 'user_secrets_user_id_fkey'
            columns: ['user_id']
            isOneToOne: false
            referencedRelation: 'users'
            referencedColumns: ['id']
          },
        ]
      }
      user_team_memberships: {
        Row: {
          created_at: string
          id: string
          joined_at: string
          role: string
          team_id: string
          updated_at: string
          user_id: string
        }
        ComputedFields: never
        Insert: {
          created_at?: string
          id?: string
          joined_at?: string
          role?: string
          team_id: string
          updated_at?: string
          user_id: string
        }
        Update: {
          created_at?: string
          id?: string
          joined_at?: string
          role?: string
          team_id?: string
          updated_at?: string
          user_id?: string
        }
        Relationships: [
          {
            foreignKeyName: 'user_team_memberships_team_id_fkey'
            columns: ['team_id']
            isOneToOne: false
            referencedRelation: 'teams'
            referencedColumns: ['id']
          },
          {
            foreignKeyName: 'user_team_memberships_user_id_fkey'
            columns: ['user_id']
            isOneToOne: false
            referencedRelation: 'users'
            referencedColumns: ['id']
          },
        ]
      }
      users: {
        Row: {
          confirmed_at: string | null
          created_at: string
          deleted_at: string | null
          email: string | null
          email_confirmed_at: string | null
          id: string
          is_super_user: boolean
          last_sign_in_at: string | null
          phone: string | null
          profile: NonNullable<Json>
          raw_app_meta_data: NonNullable<Json>
          raw_user_meta_data: NonNullable<Json>
          status: string
          updated_at: string
        }
        ComputedFields: never
        Insert: {
          confirmed_at?: string | null
          created_at?: string
          deleted_at?: string | null
          email?: string | null
          email_confirmed_at?: string | null
          id: string
          is_super_user?: boolean
          last_sign_in_at?: string | null
          phone?: string | null
          profile?: NonNullable<Json>
          raw_app_meta_data?: NonNullable<Json>
          raw_user_meta_data?: NonNullable<Json>
          status?: string
          updated_at?: string
        }
        Update: {
          confirmed_at?: string | null
          created_at?: string
          deleted_at?: string | null
          email?: string | null
          email_confirmed_at?: string | null
          id?: string
          is_super_user?: boolean
          last_sign_in_at?: string | null
          phone?: string | null
          profile?: NonNullable<Json>
          raw_app_meta_data?: NonNullable<Json>
          raw_user_meta_data?: NonNullable<Json>
          status?: string
          updated_at?: string
        }
        Relationships: []
      }
      webhook_deliveries: {
        Row: {
          body_hash: string
          created_at: string
          external_id: string
          headers: NonNullable<Json>
          id: string
          received_at: string
          source: string
          updated_at: string
        }
        ComputedFields: never
        Insert: {
          body_hash: string
          created_at?: string
          external_id: string
          headers?: NonNullable<Json>
          id?: string
          received_at?: string
          source: string
          updated_at?: string
        }
        Update: {
          body_hash?: string
          created_at?: string
          external_id?: string
          headers?: NonNullable<Json>
          id?: string
          received_at?: string
          source?: string
          updated_at?: string
        }
        Relationships: []
      }
      widgets: {
        Row: {
          chart_id: string | null
          config: NonNullable<Json>
          connector_id: string | null
          created_at: string
          dashboard_id: string
          dashboard_tab_id: string
          data_query: Json | null
          height: number
          id: string
          is_draggable: boolean
          is_resizable: boolean
          last_updated_at: string | null
          min_height: number | null
          min_width: number | null
          name: string
          position_x: number
          position_y: number
          project_id: string
          refresh_interval: number | null
          type: string
          updated_at: string
          width: number
        }
        ComputedFields: never
        Insert: {
          chart_id?: string | null
          config?: NonNullable<Json>
          connector_id?: string | null
          created_at?: string
          dashboard_id: string
          dashboard_tab_id: string
          data_query?: Json | null
          height?: number
          id?: string
          is_draggable?: boolean
          is_resizable?: boolean
          last_updated_at?: string | null
          min_height?: number | null
          min_width?: number | null
          name?: string
          position_x?: number
          position_y?: number
          project_id: string
          refresh_interval?: number | null
          type: string
          updated_at?: string
          width?: number
        }
        Update: {
          chart_id?: string | null
          config?: NonNullable<Json>
          connector_id?: string | null
          created_at?: string
          dashboard_id?: string
          dashboard_tab_id?: string
          data_query?: Json | null
          height?: number
          id?: string
          is_draggable?: boolean
          is_resizable?: boolean
          last_updated_at?: string | null
          min_height?: number | null
          min_width?: number | null
          name?: string
          position_x?: number
          position_y?: number
          project_id?: string
          refresh_interval?: number | null
          type?: string
          updated_at?: string
          width?: number
        }
        Relationships: [
          {
            foreignKeyName: 'widgets_chart_id_project_id_fkey'
            columns: ['chart_id', 'project_id']
            isOneToOne: false
            referencedRelation: 'charts'
            referencedColumns: ['id', 'project_id']
          },
          {
            foreignKeyName: 'widgets_connector_id_project_id_fkey'
            columns: ['connector_id', 'project_id']
            isOneToOne: false
            referencedRelation: 'connector_health'
            referencedColumns: ['connector_id', 'project_id']
          },
          {
            foreignKeyName: 'widgets_connector_id_project_id_fkey'
            columns: ['connector_id', 'project_id']
            isOneToOne: false
            referencedRelation: 'connectors'
            referencedColumns: ['id', 'project_id']
          },
          {
            foreignKeyName: 'widgets_dashboard_id_project_id_fkey'
            columns: ['dashboard_id', 'project_id']
            isOneToOne: false
            referencedRelation: 'dashboard_summary'
            referencedColumns: ['id', 'project_id']
          },
          {
            foreignKeyName: 'widgets_dashboard_id_project_id_fkey'
            columns: ['dashboard_id', 'project_id']
            isOneToOne: false
            referencedRelation: 'dashboards'
            referencedColumns: ['id', 'project_id']
          },
          {
            foreignKeyName: 'widgets_dashboard_tab_id_dashboard_id_fkey'
            columns: ['dashboard_tab_id', 'dashboard_id']
            isOneToOne: false
            referencedRelation: 'dashboard_tabs'
            referencedColumns: ['id', 'dashboard_id']
          },
          {
            foreignKeyName: 'widgets_project_id_fkey'
            columns: ['project_id']
            isOneToOne: false
            referencedRelation: 'projects'
            referencedColumns: ['id']
          },
        ]
      }
      workflow_executions: {
        Row: {
          completed_at: string | null
          created_at: string
          created_by: string | null
          current_step: number
          dedupe_key: string | null
          duration_ms: number | null
          error_message: string | null
          execution_context: NonNullable<Json>
          id: string
          parent_execution_id: string | null
          project_id: string
          started_at: string | null
          status: string
          step_results: NonNullable<Json>
          trigger_data: NonNullable<Json>
          trigger_type: string
          updated_at: string
          workflow_id: string
          workflow_version: number
        }
        ComputedFields: never
        Insert: {
          completed_at?: string | null
          created_at?: string
          created_by?: string | null
          current_step?: number
          dedupe_key?: string | null
          duration_ms?: never
          error_message?: string | null
          execution_context?: NonNullable<Json>
          id?: string
          parent_execution_id?: string | null
          project_id: string
          started_at?: string | null
          status?: string
          step_results?: NonNullable<Json>
          trigger_data?: NonNullable<Json>
          trigger_type: string
          updated_at?: string
          workflow_id: string
          workflow_version: number
        }
        Update: {
          completed_at?: string | null
          created_at?: string
          created_by?: string | null
          current_step?: number
          dedupe_key?: string | null
          duration_ms?: never
          error_message?: string | null
          execution_context?: NonNullable<Json>
          id?: string
          parent_execution_id?: string | null
          project_id?: string
          started_at?: string | null
          status?: string
          step_results?: NonNullable<Json>
          trigger_data?: NonNullable<Json>
          trigger_type?: string
          updated_at?: string
          workflow_id?: string
          workflow_version?: number
        }
        Relationships: [
          {
            foreignKeyName: 'workflow_executions_created_by_fkey'
            columns: ['created_by']
            isOneToOne: false
            referencedRelation: 'users'
            referencedColumns: ['id']
          },
          {
            foreignKeyName: 'workflow_executions_parent_execution_id_project_id_fkey'
            columns: ['parent_execution_id', 'project_id']
            isOneToOne: false
            referencedRelation: 'workflow_executions'
            referencedColumns: ['id', 'project_id']
          },
          {
            foreignKeyName: 'workflow_executions_project_id_fkey'
            columns: ['project_id']
            isOneToOne: false
            referencedRelation: 'projects'
            referencedColumns: ['id']
          },
          {
            foreignKeyName: 'workflow_executions_workflow_id_project_id_fkey'
            columns: ['workflow_id', 'project_id']
            isOneToOne: false
            referencedRelation: 'workflows'
            referencedColumns: ['id', 'project_id']
          },
          {
            foreignKeyName: 'workflow_executions_workflow_id_workflow_version_fkey'
            columns: ['workflow_id', 'workflow_version']
            isOneToOne: false
            referencedRelation: 'workflow_versions'
            referencedColumns: ['workflow_id', 'version']
          },
        ]
      }
      workflow_step_runs: {
        Row: {
          attempt: number
          created_at: string
          error: Json | null
          execution_id: string
          finished_at: string | null
          id: string
          idempotency_key: string | null
          input: NonNullable<Json>
          iteration: number
          logs: NonNullable<Json>
          output: Json | null
          project_id: string
          started_at: string | null
          status: string
          step_id: string
          updated_at: string
        }
        ComputedFields: never
        Insert: {
          attempt?: number
          created_at?: string
          error?: Json | null
          execution_id: string
          finished_at?: string | null
          id?: string
          idempotency_key?: string | null
          input?: NonNullable<Json>
          iteration?: number
          logs?: NonNullable<Json>
          output?: Json | null
          project_id: string
          started_at?: string | null
          status?: string
          step_id: string
          updated_at?: string
        }
        Update: {
          attempt?: number
          created_at?: string
          error?: Json | null
          execution_id?: string
          finished_at?: string | null
          id?: string
          idempotency_key?: string | null
          input?: NonNullable<Json>
          iteration?: number
          logs?: NonNullable<Json>
          output?: Json | null
          project_id?: string
          started_at?: string | null
          status?: string
          step_id?: string
          updated_at?: string
        }
        Relationships: [
          {
            foreignKeyName: 'workflow_step_runs_execution_id_project_id_fkey'
            columns: ['execution_id', 'project_id']
            isOneToOne: false
            referencedRelation: 'workflow_executions'
            referencedColumns: ['id', 'project_id']
          },
          {
            foreignKeyName: 'workflow_step_runs_project_id_fkey'
            columns: ['project_id']
            isOneToOne: false
            referencedRelation: 'projects'
            referencedColumns: ['id']
          },
        ]
      }
      workflow_versions: {
        Row: {
          config: NonNullable<Json>
          created_at: string
          created_by: string | null
          id: string
          project_id: string
          steps: NonNullable<Json>
          trigger_config: NonNullable<Json>
          updated_at: string
          version: number
          workflow_id: string
        }
        ComputedFields: never
        Insert: {
          config: NonNullable<Json>
          created_at?: string
          created_by?: string | null
          id?: string
          project_id: string
          steps: NonNullable<Json>
          trigger_config: NonNullable<Json>
          updated_at?: string
          version: number
          workflow_id: string
        }
        Update: {
          config?: NonNullable<Json>
          created_at?: string
          created_by?: string | null
          id?: string
          project_id?: string
          steps?: NonNullable<Json>
          trigger_config?: NonNullable<Json>
          updated_at?: string
          version?: number
          workflow_id?: string
        }
        Relationships: [
          {
            foreignKeyName: 'workflow_versions_created_by_fkey'
            columns: ['created_by']
            isOneToOne: false
            referencedRelation: 'users'
            referencedColumns: ['id']
          },
          {
            foreignKeyName: 'workflow_versions_project_id_fkey'
            columns: ['project_id']
            isOneToOne: false
            referencedRelation: 'projects'
            referencedColumns: ['id']
          },
          {
            foreignKeyName: 'workflow_versions_workflow_id_project_id_fkey'
            columns: ['workflow_id', 'project_id']
            isOneToOne: false
            referencedRelation: 'workflows'
            referencedColumns: ['id', 'project_id']
          },
        ]
      }
      workflow_webhooks: {
        Row: {
          created_at: string
          created_by: string | null
          id: string
          is_active: boolean
          last_received_at: string | null
          project_id: string
          signing_secret_id: string | null
          token_hash: string
          updated_at: string
          workflow_id: string
        }
        ComputedFields: never
        Insert: {
          created_at?: string
          created_by?: string | null
          id?: string
          is_active?: boolean
          last_received_at?: string | null
          project_id: string
          signing_secret_id?: string | null
          token_hash: string
          updated_at?: string
          workflow_id: string
        }
        Update: {
          created_at?: string
          created_by?: string | null
          id?: string
          is_active?: boolean
          last_received_at?: string | null
          project_id?: string
          signing_secret_id?: string | null
          token_hash?: string
          updated_at?: string
          workflow_id?: string
        }
        Relationships: [
          {
            foreignKeyName: 'workflow_webhooks_created_by_fkey'
            columns: ['created_by']
            isOneToOne: false
            referencedRelation: 'users'
            referencedColumns: ['id']
          },
          {
            foreignKeyName: 'workflow_webhooks_project_id_fkey'
            columns: ['project_id']
            isOneToOne: false
            referencedRelation: 'projects'
            referencedColumns: ['id']
          },
          {
            foreignKeyName: 'workflow_webhooks_workflow_id_project_id_fkey'
            columns: ['workflow_id', 'project_id']
            isOneToOne: false
            referencedRelation: 'workflows'
            referencedColumns: ['id', 'project_id']
          },
        ]
      }
      workflows: {
        Row: {
          announced_for: string | null
          config: NonNullable<Json>
          created_at: string
          created_by: string | null
          description: string | null
          execution_count: number
          id: string
          is_template: boolean
          last_executed_at: string | null
          name: string
          next_run_at: string | null
          project_id: string | null
          status: string
          steps: NonNullable<Json>
          tags: string[]
          template_category: string | null
          trigger_config: NonNullable<Json>
          updated_at: string
          version: number
        }
        ComputedFields: never
        Insert: {
          announced_for?: string | null
          config?: NonNullable<Json>
          created_at?: string
          created_by?: string | null
          description?: string | null
          execution_count?: number
          id?: string
          is_template?: boolean
          last_executed_at?: string | null
          name: string
          next_run_at?: string | null
          project_id?: string | null
          status?: string
          steps?: NonNullable<Json>
          tags?: string[]
          template_category?: string | null
          trigger_config?: NonNullable<Json>
          updated_at?: string
          version?: number
        }
        Update: {
          announced_for?: string | null
          config?: NonNullable<Json>
          created_at?: string
          created_by?: string | null
          description?: string | null
          execution_count?: number
          id?: string
          is_template?: boolean
          last_executed_at?: string | null
          name?: string
          next_run_at?: string | null
          project_id?: string | null
          status?: string
          steps?: NonNullable<Json>
          tags?: string[]
          template_category?: string | null
          trigger_config?: NonNullable<Json>
          updated_at?: string
          version?: number
        }
        Relationships: [
          {
            foreignKeyName: 'workflows_created_by_fkey'
            columns: ['created_by']
            isOneToOne: false
            referencedRelation: 'users'
            referencedColumns: ['id']
          },
          {
            foreignKeyName: 'workflows_project_id_fkey'
            columns: ['project_id']
            isOneToOne: false
            referencedRelation: 'projects'
            referencedColumns: ['id']
          },
        ]
      }
      workspace_folders: {
        Row: {
          created_at: string
          id: string
          name: string
          parent_folder_id: string | null
          path: string
          project_id: string
          updated_at: string
          user_id: string
        }
        ComputedFields: never
        Insert: {
          created_at?: string
          id?: string
          name: string
          parent_folder_id?: string | null
          path?: string
          project_id: string
          updated_at?: string
          user_id: string
        }
        Update: {
          created_at?: string
          id?: string
          name?: string
          parent_folder_id?: string | null
          path?: string
          project_id?: string
          updated_at?: string
          user_id?: string
        }
        Relationships: [
          {
            foreignKeyName: 'workspace_folders_parent_folder_id_project_id_user_id_fkey'
            columns: ['parent_folder_id', 'project_id', 'user_id']
            isOneToOne: false
            referencedRelation: 'workspace_folders'
            referencedColumns: ['id', 'project_id', 'user_id']
          },
          {
            foreignKeyName: 'workspace_folders_project_id_fkey'
            columns: ['project_id']
            isOneToOne: false
            referencedRelation: 'projects'
            referencedColumns: ['id']
          },
          {
            foreignKeyName: 'workspace_folders_user_id_fkey'
            columns: ['user_id']
            isOneToOne: false
            referencedRelation: 'users'
            referencedColumns: ['id']
          },
        ]
      }
      workspace_invitations: {
        Row: {
          accepted_at: string | null
          created_at: string
          email: string
          expires_at: string
          id: string
          invited_by: string | null
          project_id: string | null
          role: string
          token_hash: string
          updated_at: string
          workspace_id: string | null
        }
        ComputedFields: never
        Insert: {
          accepted_at?: string | null
          created_at?: string
          email: string
          expires_at?: string
          id?: string
          invited_by?: string | null
          project_id?: string | null
          role: string
          token_hash: string
          updated_at?: string
          workspace_id?: string | null
        }
        Update: {
          accepted_at?: string | null
          created_at?: string
          email?: string
          expires_at?: string
          id?: string
          invited_by?: string | null
          project_id?: string | null
          role?: string
          token_hash?: string
          updated_at?: string
          workspace_id?: string | null
        }
        Relationships: [
          {
            foreignKeyName: 'workspace_invitations_invited_by_fkey'
            columns: ['invited_by']
            isOneToOne: false
            referencedRelation: 'users'
            referencedColumns: ['id']
          },
          {
            foreignKeyName: 'workspace_invitations_project_id_fkey'
            columns: ['project_id']
            isOneToOne: false
            referencedRelation: 'projects'
            referencedColumns: ['id']
          },
          {
            foreignKeyName: 'workspace_invitations_workspace_id_fkey'
            columns: ['workspace_id']
            isOneToOne: false
            referencedRelation: 'workspaces'
            referencedColumns: ['id']
          },
        ]
      }
      workspace_items: {
        Row: {
          content: NonNullable<Json>
          created_at: string
          created_from_message_id: string | null
          folder_id: string | null
          id: string
          is_favorite: boolean
          item_type: string
          project_id: string
          reference_id: string | null
          tags: string[]
          title: string
          updated_at: string
          user_id: string
        }
        ComputedFields: never
        Insert: {
          content?: NonNullable<Json>
          created_at?: string
          created_from_message_id?: string | null
          folder_id?: string | null
          id?: string
          is_favorite?: boolean
          item_type: string
          project_id: string
          reference_id?: string | null
          tags?: string[]
          title: string
          updated_at?: string
          user_id: string
        }
        Update: {
          content?: NonNullable<Json>
          created_at?: string
          created_from_message_id?: string | null
          folder_id?: string | null
          id?: string
          is_favorite?: boolean
          item_type?: string
          project_id?: string
          reference_id?: string | null
          tags?: string[]
          title?: string
          updated_at?: string
          user_id?: string
        }
        Relationships: [
          {
            foreignKeyName: 'workspace_items_created_from_message_id_project_id_fkey'
            columns: ['created_from_message_id', 'project_id']
            isOneToOne: false
            referencedRelation: 'chat_messages'
            referencedColumns: ['id', 'project_id']
          },
          {
            foreignKeyName: 'workspace_items_folder_id_project_id_user_id_fkey'
            columns: ['folder_id', 'project_id', 'user_id']
            isOneToOne: false
            referencedRelation: 'workspace_folders'
            referencedColumns: ['id', 'project_id', 'user_id']
          },
          {
            foreignKeyName: 'workspace_items_project_id_fkey'
            columns: ['project_id']
            isOneToOne: false
            referencedRelation: 'projects'
            referencedColumns: ['id']
          },
          {
            foreignKeyName: 'workspace_items_user_id_fkey'
            columns: ['user_id']
            isOneToOne: false
            referencedRelation: 'users'
            referencedColumns: ['id']
          },
        ]
      }
      workspace_stats: {
        Row: {
          created_at: string
          id: string
          stats_date: string
          tokens_remaining: number
          total_artifacts: number
          total_chats: number
          total_files: number
          total_projects: number
          total_tokens_used: number
          total_users: number
          updated_at: string
          workspace_id: string
        }
        ComputedFields: never
        Insert: {
          created_at?: string
          id?: string
          stats_date: string
          tokens_remaining?: number
          total_artifacts?: number
          total_chats?: number
          total_files?: number
          total_projects?: number
          total_tokens_used?: number
          total_users?: number
          updated_at?: string
          workspace_id: string
        }
        Update: {
          created_at?: string
          id?: string
          stats_date?: string
          tokens_remaining?: number
          total_artifacts?: number
          total_chats?: number
          total_files?: number
          total_projects?: number
          total_tokens_used?: number
          total_users?: number
          updated_at?: string
          workspace_id?: string
        }
        Relationships: [
          {
            foreignKeyName: 'workspace_stats_workspace_id_fkey'
            columns: ['workspace_id']
            isOneToOne: false
            referencedRelation: 'workspaces'
            referencedColumns: ['id']
          },
        ]
      }
      workspace_subscriptions: {
        Row: {
          additional_tokens: number
          base_token_limit: number
          base_tokens_used: number
          created_at: string
          current_period_end: string
          current_period_start: string
          id: string
          plan_type: string
          status: string
          stripe_customer_id: string | null
          stripe_subscription_id: string | null
          updated_at: string
          workspace_id: string
        }
        ComputedFields: never
        Insert: {
          additional_tokens?: number
          base_token_limit?: number
          base_tokens_used?: number
          created_at?: string
          current_period_end?: string
          current_period_start?: string
          id?: string
          plan_type?: string
          status?: string
          stripe_customer_id?: string | null
          stripe_subscription_id?: string | null
          updated_at?: string
          workspace_id: string
        }
        Update: {
          additional_tokens?: number
          base_token_limit?: number
          base_tokens_used?: number
          created_at?: string
          current_period_end?: string
          current_period_start?: string
          id?: string
          plan_type?: string
          status?: string
          stripe_customer_id?: string | null
          stripe_subscription_id?: string | null
          updated_at?: string
          workspace_id?: string
        }
        Relationships: [
          {
            foreignKeyName: 'workspace_subscriptions_workspace_id_fkey'
            columns: ['workspace_id']
            isOneToOne: true
            referencedRelation: 'workspaces'
            referencedColumns: ['id']
          },
        ]
      }
      workspace_users: {
        Row: {
          created_at: string
          id: string
          invited_by: string | null
          role: string
          updated_at: string
          user_id: string
          workspace_id: string
        }
        ComputedFields: never
        Insert: {
          created_at?: string
          id?: string
          invited_by?: string | null
          role: string
          updated_at?: string
          user_id: string
          workspace_id: string
        }
        Update: {
          created_at?: string
          id?: string
          invited_by?: string | null
          role?: string
          updated_at?: string
          user_id?: string
          workspace_id?: string
        }
        Relationships: [
          {
            foreignKeyName: 'workspace_users_invited_by_fkey'
            columns: ['invited_by']
            isOneToOne: false
            referencedRelation: 'users'
            referencedColumns: ['id']
          },
          {
            foreignKeyName: 'workspace_users_user_id_fkey'
            columns: ['user_id']
            isOneToOne: false
            referencedRelation: 'users'
            referencedColumns: ['id']
          },
          {
            foreignKeyName: 'workspace_users_workspace_id_fkey'
            columns: ['workspace_id']
            isOneToOne: false
            referencedRelation: 'workspaces'
            referencedColumns: ['id']
          },
        ]
      }
      workspaces: {
        Row: {
          color_palette: NonNullable<Json>
          company_email_domains: string[]
          company_name: string | null
          created_at: string
          created_by: string | null
          deleted_at: string | null
          description: string | null
          id: string
          is_active: boolean
          logo_url: string | null
          name: string
          settings: NonNullable<Json>
          updated_at: string
        }
        ComputedFields: never
        Insert: {
          color_palette?: NonNullable<Json>
          company_email_domains?: string[]
          company_name?: string | null
          created_at?: string
          created_by?: string | null
          deleted_at?: string | null
          description?: string | null
          id?: string
          is_active?: boolean
          logo_url?: string | null
          name: string
          settings?: NonNullable<Json>
          updated_at?: string
        }
        Update: {
          color_palette?: NonNullable<Json>
          company_email_domains?: string[]
          company_name?: string | null
          created_at?: string
          created_by?: string | null
          deleted_at?: string | null
          description?: string | null
          id?: string
          is_active?: boolean
          logo_url?: string | null
          name?: string
          settings?: NonNullable<Json>
          updated_at?: string
        }
        Relationships: [
          {
            foreignKeyName: 'workspaces_created_by_fkey'
            columns: ['created_by']
            isOneToOne: false
            referencedRelation: 'users'
            referencedColumns: ['id']
          },
        ]
      }
    }
    Views: {
      connector_health: {
        Row: {
          connector_id: string
          health: string | null
          is_enabled: boolean
          last_error: string | null
          last_sync_at: string | null
          name: string
          next_sync_at: string | null
          project_id: string
          status: string
          sync_frequency: number | null
          type: string
        }
        ComputedFields: never
        Insert: {
          connector_id?: string | null
          health?: never
          is_enabled?: boolean | null
          last_error?: string | null
          last_sync_at?: string | null
          name?: string | null
          next_sync_at?: string | null
          project_id?: string | null
          status?: string | null
          sync_frequency?: number | null
          type?: string | null
        }
        Update: {
          connector_id?: string | null
          health?: never
          is_enabled?: boolean | null
          last_error?: string | null
          last_sync_at?: string | null
          name?: string | null
          next_sync_at?: string | null
          project_id?: string | null
          status?: string | null
          sync_frequency?: number | null
          type?: string | null
        }
        Relationships: [
          {
            foreignKeyName: 'connectors_project_id_fkey'
            columns: ['project_id']
            isOneToOne: false
            referencedRelation: 'projects'
            referencedColumns: ['id']
          },
          {
            foreignKeyName: 'connectors_type_fkey'
            columns: ['type']
            isOneToOne: false
            referencedRelation: 'connector_schemas'
            referencedColumns: ['connector_type']
          },
        ]
      }
      dashboard_summary: {
        Row: {
          archived_at: string | null
          chart_count: number | null
          connector_count: number | null
          created_at: string
          created_by: string | null
          description: string | null
          id: string
          is_public: boolean
          is_template: boolean
          last_edited_at: string
          last_edited_by: string | null
          last_viewed_at: string | null
          project_id: string
          proposal_count: number | null
          revision: number
          tab_count: number | null
          tags: string[]
          template_category: string | null
          template_id: string | null
          title: string
          version_number: number | null
          view_count: number
          widget_count: number | null
          widget_types: string[] | null
        }
        ComputedFields: never
        Insert: {
          archived_at?: string | null
          chart_count?: never
          connector_count?: never
          created_at?: string | null
          created_by?: string | null
          description?: string | null
          id?: string | null
          is_public?: boolean | null
          is_template?: boolean | null
          last_edited_at?: string | null
          last_edited_by?: never
          last_viewed_at?: string | null
          project_id?: string | null
          proposal_count?: never
          revision?: number | null
          tab_count?: never
          tags?: string[] | null
          template_category?: string | null
          template_id?: string | null
          title?: string | null
          version_number?: never
          view_count?: number | null
          widget_count?: never
          widget_types?: never
        }
        Update: {
          archived_at?: string | null
          chart_count?: never
          connector_count?: never
          created_at?: string | null
          created_by?: string | null
          description?: string | null
          id?: string | null
          is_public?: boolean | null
          is_template?: boolean | null
          last_edited_at?: string | null
          last_edited_by?: never
          last_viewed_at?: string | null
          project_id?: string | null
          proposal_count?: never
          revision?: number | null
          tab_count?: never
          tags?: string[] | null
          template_category?: string | null
          template_id?: string | null
          title?: string | null
          version_number?: never
          view_count?: number | null
          widget_count?: never
          widget_types?: never
        }
        Relationships: [
          {
            foreignKeyName: 'dashboards_created_by_fkey'
            columns: ['created_by']
            isOneToOne: false
            referencedRelation: 'users'
            referencedColumns: ['id']
          },
          {
            foreignKeyName: 'dashboards_project_id_fkey'
            columns: ['project_id']
            isOneToOne: false
            referencedRelation: 'projects'
            referencedColumns: ['id']
          },
          {
            foreignKeyName: 'dashboards_template_id_fkey'
            columns: ['template_id']
            isOneToOne: false
            referencedRelation: 'dashboard_templates'
            referencedColumns: ['id']
          },
        ]
      }
    }
    Functions: {
      accept_invitation: { Args: { token: string }; Returns: Json }
      append_rows: { Args: { dataset_id: string; idempotency_key?: string; rows: Json }; Returns: Json }
      approve_dashboard_version: { Args: { version_id: string }; Returns: Json }
      approve_user: { Args: { user_id: string }; Returns: undefined }
      calculate_lead_score: { Args: { lead_id: string }; Returns: number }
      cancel_run: {
        Args: { run_id: string }
        Returns: {
          attempt: number
          bytes_read: number
          connector_id: string | null
          created_at: string
          created_by: string | null
          cursor_after: Json | null
          cursor_before: Json | null
          dataset_id: string | null
          error_code: string | null
          error_message: string | null
          finished_at: string | null
          id: string
          message_id: number | null
          options: NonNullable<Json>
          project_id: string
          rows_read: number
          rows_rejected: number
          rows_written: number
          started_at: string | null
          status: string
          trigger: string
          updated_at: string
        }
        SetofOptions: {
          from: '*'
          to: 'sync_runs'
          isOneToOne: true
          isSetofReturn: false
        }
      }
      cleanup_expired_cache: { Args: Record<PropertyKey, never>; Returns: number }
      create_backup: { Args: { workspace_id?: string }; Returns: Json }
      create_dashboard_from_template: {
        Args: { project_id: string; template_id: string; title?: string }
        Returns: {
          archived_at: string | null
          config: NonNullable<Json>
          created_at: string
          created_by: string | null
          description: string | null
          id: string
          is_public: boolean
          is_template: boolean
          last_viewed_at: string | null
          layout: NonNullable<Json>
          project_id: string
          revision: number
          tags: string[]
          template_category: string | null
          template_id: string | null
          theme: NonNullable<Json>
          title: string
          updated_at: string
          updated_by: string | null
          view_count: number
        }
        SetofOptions: {
          from: '*'
          to: 'dashboards'
          isOneToOne: true
          isSetofReturn: false
        }
      }
      create_ingest_token: { Args: { dataset_id: string; name: string }; Returns: Json }
      create_project: {
        Args: { description?: string; name: string; workspace_id: string }
        Returns: {
          color_palette: NonNullable<Json>
          created_at: string
          created_by: string | null
          deleted_at: string | null
          description: string | null
          id: string
          is_active: boolean
          logo_url: string | null
          name: string
          owner_team_id: string | null
          owner_user_id: string | null
          settings: NonNullable<Json>
          updated_at: string
          workspace_id: string
        }
        SetofOptions: {
          from: '*'
          to: 'projects'
          isOneToOne: true
          isSetofReturn: false
        }
      }
      create_sharing_link: {
        Args: { expires_at?: string; password?: string; permissions?: Json; resource_id: string; resource_type: string }
        Returns: Json
      }
      create_workflow_webhook: { Args: { workflow_id: string }; Returns: Json }
      create_workspace: {
        Args: { company_name?: string; description?: string; name: string }
        Returns: {
          color_palette: NonNullable<Json>
          company_email_domains: string[]
          company_name: string | null
          created_at: string
          created_by: string | null
          deleted_at: string | null
          description: string | null
          id: string
          is_active: boolean
          logo_url: string | null
          name: string
          settings: NonNullable<Json>
          updated_at: string
        }
        SetofOptions: {
          from: '*'
          to: 'workspaces'
          isOneToOne: true
          isSetofReturn: false
        }
      }
      delete_team: { Args: { team_id: string }; Returns: undefined }
      delete_workspace: { Args: { workspace_id: string }; Returns: undefined }
      diff_dashboard_versions: { Args: { a: string; b: string }; Returns: Json }
      discard_dead_letters: { Args: { ids: string[] }; Returns: number }
      duplicate_dashboard: {
        Args: { dashboard_id: string; project_id?: string; title?: string }
        Returns: {
          archived_at: string | null
          config: NonNullable<Json>
          created_at: string
          created_by: string | null
          description: string | null
          id: string
          is_public: boolean
          is_template: boolean
          last_viewed_at: string | null
          layout: NonNullable<Json>
          project_id: string
          revision: number
          tags: string[]
          template_category: string | null
          template_id: string | null
          theme: NonNullable<Json>
          title: string
          updated_at: string
          updated_by: string | null
          view_count: number
        }
        SetofOptions: {
          from: '*'
          to: 'dashboards'
          isOneToOne: true
          isSetofReturn: false
        }
      }
      explain_dataset_query: { Args: { dataset_id: string; query: Json }; Returns: Json }
      export_dashboard: { Args: { dashboard_id: string }; Returns: Json }
      import_dashboard: {
        Args: { document: Json; project_id: string }
        Returns: {
          archived_at: string | null
          config: NonNullable<Json>
          created_at: string
          created_by: string | null
          description: string | null
          id: string
          is_public: boolean
          is_template: boolean
          last_viewed_at: string | null
          layout: NonNullable<Json>
          project_id: string
          revision: number
          tags: string[]
          template_category: string | null
          template_id: string | null
          theme: NonNullable<Json>
          title: string
          updated_at: string
          updated_by: string | null
          view_count: number
        }
        SetofOptions: {
          from: '*'
          to: 'dashboards'
          isOneToOne: true
          isSetofReturn: false
        }
      }
      invite_member: { Args: { email: string; project_id?: string; role: string; workspace_id?: string }; Returns: Json }
      latest_sequence: { Args: { topic: string }; Returns: number }
      load_upload: {
        Args: { options: Json; path: string; project_id: string }
        Returns: {
          attempt: number
          bytes_read: number
          connector_id: string | null
          created_at: string
          created_by: string | null
          cursor_after: Json | null
          cursor_before: Json | null
          dataset_id: string | null
          error_code: string | null
          error_message: string | null
          finished_at: string | null
          id: string
          message_id: number | null
          options: NonNullable<Json>
          project_id: string
          rows_read: number
          rows_rejected: number
          rows_written: number
          started_at: string | null
          status: string
          trigger: string
          updated_at: string
        }
        SetofOptions: {
          from: '*'
          to: 'sync_runs'
          isOneToOne: true
          isSetofReturn: false
        }
      }
      mark_notifications_read: { Args: { ids?: string[] }; Returns: number }
      my_account: {
        Args: Record<PropertyKey, never>
        Returns: {
          confirmed_at: string | null
          created_at: string
          deleted_at: string | null
          email: string | null
          email_confirmed_at: string | null
          id: string
          is_super_user: boolean
          last_sign_in_at: string | null
          phone: string | null
          profile: NonNullable<Json>
          raw_app_meta_data: NonNullable<Json>
          raw_user_meta_data: NonNullable<Json>
          status: string
          updated_at: string
        }
        SetofOptions: {
          from: '*'
          to: 'users'
          isOneToOne: true
          isSetofReturn: false
        }
      }
      my_invitations: {
        Args: Record<PropertyKey, never>
        Returns: {
          expires_at: string
          id: string
          invited_by_name: string
          project_id: string
          project_name: string
          role: string
          workspace_id: string
          workspace_name: string
        }[]
      }
      my_projects: {
        Args: Record<PropertyKey, never>
        Returns: {
          description: string
          id: string
          is_active: boolean
          kind: string
          logo_url: string
          name: string
          role: string
          workspace_id: string
          workspace_name: string
        }[]
      }
      my_role: { Args: { project_id: string }; Returns: string }
      open_shared_resource: { Args: { password?: string; token: string }; Returns: Json }
      propose_dashboard_version: {
        Args: { change_summary?: string; dashboard_id: string; snapshot: Json }
        Returns: {
          base_version: number | null
          change_summary: string | null
          created_at: string
          created_by: string | null
          dashboard_id: string
          id: string
          project_id: string
          review_note: string | null
          reviewed_at: string | null
          reviewed_by: string | null
          snapshot: NonNullable<Json>
          status: string
          updated_at: string
          version_number: number
        }
        SetofOptions: {
          from: '*'
          to: 'dashboard_versions'
          isOneToOne: true
          isSetofReturn: false
        }
      }
      query_dataset: { Args: { dataset_id: string; query: Json }; Returns: Json }
      query_datasets: { Args: { queries: Json }; Returns: Json }
      query_shared_charts: { Args: { chart_ids?: string[]; filter?: Json; password?: string; token: string }; Returns: Json }
      queue_status: { Args: { workspace_id: string }; Returns: Json }
      record_dashboard_view: { Args: { dashboard_id: string }; Returns: undefined }
      redrive_dead_letters: { Args: { ids: string[] }; Returns: number }
      refresh_segment: {
        Args: { segment_id: string }
        Returns: {
          created_at: string
          created_by: string | null
          definition: NonNullable<Json>
          id: string
          member_count: number
          name: string
          project_id: string
          refreshed_at: string | null
          updated_at: string
        }
        SetofOptions: {
          from: '*'
          to: 'segments'
          isOneToOne: true
          isSetofReturn: false
        }
      }
      reject_dashboard_version: {
        Args: { reason?: string; version_id: string }
        Returns: {
          base_version: number | null
          change_summary: string | null
          created_at: string
          created_by: string | null
          dashboard_id: string
          id: string
          project_id: string
          review_note: string | null
          reviewed_at: string | null
          reviewed_by: string | null
          snapshot: NonNullable<Json>
          status: string
          updated_at: string
          version_number: number
        }
        SetofOptions: {
          from: '*'
          to: 'dashboard_versions'
          isOneToOne: true
          isSetofReturn: false
        }
      }
      release_tokens: { Args: { reservation: string }; Returns: boolean }
      reserve_tokens: { Args: { key: string; project_id: string; tokens: number; user_id?: string }; Returns: Json }
      restore_chart_version: {
        Args: { version_id: string }
        Returns: {
          chart_type: string
          created_at: string
          created_by: string | null
          data_query: NonNullable<Json>
          dataset_id: string | null
          description: string | null
          id: string
          is_public: boolean
          project_id: string
          revision: number
          spec: NonNullable<Json>
          tags: string[]
          title: string
          updated_at: string
          updated_by: string | null
        }
        SetofOptions: {
          from: '*'
          to: 'charts'
          isOneToOne: true
          isSetofReturn: false
        }
      }
      restore_dashboard_version: { Args: { version_id: string }; Returns: Json }
      restore_record: { Args: { audit_log_id: string }; Returns: Json }
      retry_run: {
        Args: { run_id: string }
        Returns: {
          attempt: number
          bytes_read: number
          connector_id: string | null
          created_at: string
          created_by: string | null
          cursor_after: Json | null
          cursor_before: Json | null
          dataset_id: string | null
          error_code: string | null
          error_message: string | null
          finished_at: string | null
          id: string
          message_id: number | null
          options: NonNullable<Json>
          project_id: string
          rows_read: number
          rows_rejected: number
          rows_written: number
          started_at: string | null
          status: string
          trigger: string
          updated_at: string
        }
        SetofOptions: {
          from: '*'
          to: 'sync_runs'
          isOneToOne: true
          isSetofReturn: false
        }
      }
      revoke_ingest_token: { Args: { id: string }; Returns: undefined }
      revoke_sharing_link: { Args: { id: string }; Returns: undefined }
      revoke_workflow_webhook: { Args: { id: string }; Returns: undefined }
      save_dashboard_as_template: {
        Args: { category?: string; dashboard_id: string; description?: string; name?: string; tab_id?: string }
        Returns: {
          category: string | null
          created_at: string
          created_by: string | null
          description: string | null
          id: string
          is_system_template: boolean
          layout_config: NonNullable<Json>
          name: string
          preview_image_url: string | null
          project_id: string | null
          updated_at: string
        }
        SetofOptions: {
          from: '*'
          to: 'dashboard_templates'
          isOneToOne: true
          isSetofReturn: false
        }
      }
      save_dashboard_canvas: {
        Args: { about?: Json; canvas: Json; dashboard_id: string; revision: number }
        Returns: {
          archived_at: string | null
          config: NonNullable<Json>
          created_at: string
          created_by: string | null
          description: string | null
          id: string
          is_public: boolean
          is_template: boolean
          last_viewed_at: string | null
          layout: NonNullable<Json>
          project_id: string
          revision: number
          tags: string[]
          template_category: string | null
          template_id: string | null
          theme: NonNullable<Json>
          title: string
          updated_at: string
          updated_by: string | null
          view_count: number
        }
        SetofOptions: {
          from: '*'
          to: 'dashboards'
          isOneToOne: true
          isSetofReturn: false
        }
      }
      save_dashboard_version: {
        Args: { change_summary?: string; dashboard_id: string }
        Returns: {
          base_version: number | null
          change_summary: string | null
          created_at: string
          created_by: string | null
          dashboard_id: string
          id: string
          project_id: string
          review_note: string | null
          reviewed_at: string | null
          reviewed_by: string | null
          snapshot: NonNullable<Json>
          status: string
          updated_at: string
          version_number: number
        }
        SetofOptions: {
          from: '*'
          to: 'dashboard_versions'
          isOneToOne: true
          isSetofReturn: false
        }
      }
      search_chat_messages: {
        Args: { in_chat?: string; max?: number; query: string }
        Returns: {
          chat_session_id: string
          chat_title: string
          created_at: string
          id: string
          message_type: string
          project_id: string
          rank: number
          snippet: string
        }[]
      }
      search_project: {
        Args: { in_project?: string; kinds?: string[]; max?: number; query: string }
        Returns: {
          id: string
          kind: string
          project_id: string
          rank: number
          snippet: string
          title: string
        }[]
      }
      segment_members: {
        Args: { limit?: number; offset?: number; segment_id: string }
        Returns: {
          company: string | null
          created_at: string
          created_by: string | null
          custom_fields: NonNullable<Json>
          email: string
          first_name: string | null
          id: string
          last_name: string | null
          owner_id: string | null
          phone: string | null
          project_id: string
          score: number
          source: string | null
          status: string
          tags: string[]
          unsubscribed_at: string | null
          updated_at: string
        }[]
        SetofOptions: {
          from: '*'
          to: 'leads'
          isOneToOne: false
          isSetofReturn: true
        }
      }
      set_api_connection_secret: { Args: { id: string; secret: string }; Returns: undefined }
      set_connector_credentials: { Args: { connector_id: string; credentials: Json }; Returns: undefined }
      set_oauth2_client_secret: { Args: { id: string; secret: string }; Returns: undefined }
      set_signup_rule: { Args: { rule: string }; Returns: undefined }
      set_user_secret: { Args: { project_id?: string; secret: string; secret_name: string }; Returns: undefined }
      set_user_status: { Args: { status: string; user_id: string }; Returns: undefined }
      set_workspace_domains: { Args: { domains: string[]; workspace_id: string }; Returns: string[] }
      settle_tokens: {
        Args: {
          cached_tokens: number
          chat_message_id?: string
          chat_session_id?: string
          input_tokens: number
          output_tokens: number
          reservation: string
          usage_type: string
        }
        Returns: {
          cached_tokens: number
          chat_message_id: string | null
          chat_session_id: string | null
          created_at: string
          created_by: string | null
          id: string
          input_tokens: number
          output_tokens: number
          project_id: string | null
          tokens_used: number
          usage_type: string
          workspace_id: string
        }
        SetofOptions: {
          from: '*'
          to: 'token_usage'
          isOneToOne: true
          isSetofReturn: false
        }
      }
      store_oauth2_tokens: {
        Args: {
          access_token: string
          connection_id: string
          expires_at?: string
          refresh_token?: string
          scope?: string
          token_type?: string
        }
        Returns: string
      }
      store_social_connection: {
        Args: {
          access_token: string
          expires_at?: string
          platform: string
          platform_user_id: string
          project_id: string
          refresh_token?: string
          user_id: string
          username: string
        }
        Returns: string
      }
      token_balance: { Args: { workspace_id: string }; Returns: Json }
    }
    Enums: {
      [_ in never]: never
    }
    CompositeTypes: {
      [_ in never]: never
    }
  }
}

type DatabaseWithoutInternals = Omit<Database, '__InternalSupabase'>

type DefaultSchema = DatabaseWithoutInternals[Extract<keyof Database, 'public'>]

export type Tables<
  DefaultSchemaTableNameOrOptions extends
    keyof (DefaultSchema['Tables'] & DefaultSchema['Views']) | { schema: keyof DatabaseWithoutInternals },
  TableName extends (DefaultSchemaTableNameOrOptions extends {
    schema: keyof DatabaseWithoutInternals
  }
    ? keyof (DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions['schema']]['Tables'] &
        DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions['schema']]['Views'])
    : never) = never,
> = DefaultSchemaTableNameOrOptions extends { schema: keyof DatabaseWithoutInternals }
  ? (DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions['schema']]['Tables'] &
      DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions['schema']]['Views'])[TableName] extends {
      Row: infer R
    }
    ? R
    : never
  : DefaultSchemaTableNameOrOptions extends keyof (DefaultSchema['Tables'] & DefaultSchema['Views'])
    ? (DefaultSchema['Tables'] & DefaultSchema['Views'])[DefaultSchemaTableNameOrOptions] extends {
        Row: infer R
      }
      ? R
      : never
    : never

export type TablesInsert<
  DefaultSchemaTableNameOrOptions extends keyof DefaultSchema['Tables'] | { schema: keyof DatabaseWithoutInternals },
  TableName extends (DefaultSchemaTableNameOrOptions extends {
    schema: keyof DatabaseWithoutInternals
  }
    ? keyof DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions['schema']]['Tables']
    : never) = never,
> = DefaultSchemaTableNameOrOptions extends { schema: keyof DatabaseWithoutInternals }
  ? DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions['schema']]['Tables'][TableName] extends {
      Insert: infer I
    }
    ? I
    : never
  : DefaultSchemaTableNameOrOptions extends keyof DefaultSchema['Tables']
    ? DefaultSchema['Tables'][DefaultSchemaTableNameOrOptions] extends {
        Insert: infer I
      }
      ? I
      : never
    : never

export type TablesUpdate<
  DefaultSchemaTableNameOrOptions extends keyof DefaultSchema['Tables'] | { schema: keyof DatabaseWithoutInternals },
  TableName extends (DefaultSchemaTableNameOrOptions extends {
    schema: keyof DatabaseWithoutInternals
  }
    ? keyof DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions['schema']]['Tables']
    : never) = never,
> = DefaultSchemaTableNameOrOptions extends { schema: keyof DatabaseWithoutInternals }
  ? DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions['schema']]['Tables'][TableName] extends {
      Update: infer U
    }
    ? U
    : never
  : DefaultSchemaTableNameOrOptions extends keyof DefaultSchema['Tables']
    ? DefaultSchema['Tables'][DefaultSchemaTableNameOrOptions] extends {
        Update: infer U
      }
      ? U
      : never
    : never

export type Enums<
  DefaultSchemaEnumNameOrOptions extends keyof DefaultSchema['Enums'] | { schema: keyof DatabaseWithoutInternals },
  EnumName extends (DefaultSchemaEnumNameOrOptions extends {
    schema: keyof DatabaseWithoutInternals
  }
    ? keyof DatabaseWithoutInternals[DefaultSchemaEnumNameOrOptions['schema']]['Enums']
    : never) = never,
> = DefaultSchemaEnumNameOrOptions extends { schema: keyof DatabaseWithoutInternals }
  ? DatabaseWithoutInternals[DefaultSchemaEnumNameOrOptions['schema']]['Enums'][EnumName]
  : DefaultSchemaEnumNameOrOptions extends keyof DefaultSchema['Enums']
    ? DefaultSchema['Enums'][DefaultSchemaEnumNameOrOptions]
    : never

export type CompositeTypes<
  PublicCompositeTypeNameOrOptions extends keyof DefaultSchema['CompositeTypes'] | { schema: keyof DatabaseWithoutInternals },
  CompositeTypeName extends (PublicCompositeTypeNameOrOptions extends {
    schema: keyof DatabaseWithoutInternals
  }
    ? keyof DatabaseWithoutInternals[PublicCompositeTypeNameOrOptions['schema']]['CompositeTypes']
    : never) = never,
> = PublicCompositeTypeNameOrOptions extends { schema: keyof DatabaseWithoutInternals }
  ? DatabaseWithoutInternals[PublicCompositeTypeNameOrOptions['schema']]['CompositeTypes'][CompositeTypeName]
  : PublicCompositeTypeNameOrOptions extends keyof DefaultSchema['CompositeTypes']
    ? DefaultSchema['CompositeTypes'][PublicCompositeTypeNameOrOptions]
    : never

export const Constants = {
  public: {
    Enums: {},
  },
} as const
